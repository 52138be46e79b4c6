/** What the boots of `boottrace run` work with: what they write to is opened once, before the first. */
import { findEngine } from '../../engines/index.js';
import type { Inspection } from '../../engines/inspection/inspection.js';
import type { BootOrder } from '../../session/order.js';
import type { GuestRunner, PreparedBoot } from '../../session/run-session.js';
import type { Provenance, ReadItem } from '../../trace/boot.js';
import { type Diagnostic, warning } from '../../trace/diagnostic.js';
import { EnvironmentError, InputError } from '../../trace/errors.js';
import type { TextChannel } from '../../trace/event.js';
import type { StageTable } from '../../trace/stage-table.js';
import type { RunPlan } from '../flags/run-plan.js';
import { type FileWriter, openFileWriter, type WriterOptions } from '../output/file-writer.js';
import { type Consoles, openConsoles } from '../output/guest-consoles.js';
import { openRunLog } from '../output/run-log.js';
import { openTraceFile } from '../output/trace-output.js';
import { openRunView } from '../terminal/run-view.js';
import { openSerialTerminal } from '../terminal/serial-terminal.js';

export interface RunContext {
  /** Folder of the installed package. */
  readonly packageRoot: string;
  readonly version: string;
  readonly signal: AbortSignal;
  readonly table: StageTable;
  /** How many times `-v` was given. */
  readonly verbosity: number;
  /** What stands after `--`, for the engine's own program. */
  readonly engineArguments?: readonly string[];
  /** A machine format is printed on standard output, so the guest's text must not be. */
  readonly machineOutput: boolean;
  /** Draw with ASCII characters alone. */
  readonly ascii: boolean;
  /** The inspection of the guests; null for none. */
  readonly inspection?: Inspection | null;
}

/** What a run is to leave behind, and what runs it. */
export interface RunFiles {
  readonly engine: string;
  readonly save?: string | undefined;
  readonly 'log-file'?: string | undefined;
  readonly 'save-symbols'?: string | undefined;
}

/** Hears of every item of every boot. */
export interface RunObserver {
  add(item: ReadItem): void;
  close(): void | Promise<void>;
}

/** Has all that guests write to open. */
export interface OpenRunner extends GuestRunner<RunPlan> {
  readonly failure: EnvironmentError | null;
  /** Waits for what readers of named pipes have not taken yet. */
  close(): Promise<void>;
}

/** All guests that will be booted, and how often it was planned to look at the boots and decide whether to go on. */
export interface RunnerPlan {
  /** The first is the one that boots first. */
  readonly guests: readonly RunPlan[];
  /** A single boot is watched as it goes; of many, only their sum is of interest. */
  readonly isRepeated: boolean;
  readonly looks: number;
}

/** Opens every file before a guest starts, so that a mistake costs no run. */
export async function openGuestRunner(
  { guests, isRepeated, looks }: RunnerPlan,
  files: RunFiles,
  context: RunContext,
): Promise<OpenRunner> {
  const engine = findEngine(files.engine);
  if (!engine.inspects && context.inspection) throw withoutInspection(engine.title);
  const provenances = await describeGuests(guests, { looks, files, context });
  const first = guests[0]!;
  const failures: EnvironmentError[] = [];
  const writing: WriterOptions = {
    onFailure: (error) => void failures.push(error),
    patience: { stallMs: first.timeoutNs / 1e6, signal: context.signal },
  };
  // Interactive input to the guest needs the terminal exclusively.
  const isShown = !isRepeated && !first.isInteractive;
  const view = openRunView(context.table, process.stderr, { isShown, ascii: context.ascii });
  const consoles = await openConsoles({
    targets: guests.map(({ targets }) => targets),
    terminal: view.through(context.machineOutput ? process.stderr : process.stdout),
    lineEnd: first.isInteractive ? '\r\n' : '\n',
    announce: (text) => process.stderr.write(`${text}\n`),
    writing,
  });
  const observers: RunObserver[] = [
    openRunLog({ file: files['log-file'] ?? null, verbosity: context.verbosity, isRepeated, writing }),
    view,
  ];
  if (files.save !== undefined) observers.push(openTraceFile(files.save, provenances.get(first)!, writing));
  const symbolFile =
    files['save-symbols'] === undefined ? null : openFileWriter(files['save-symbols'], writing);
  const failure = allOf(failures);
  if (failure !== null) throw failure;
  // Last: what is still to be opened by another program or device has been.
  const notes = (await engine.confine?.()) ?? [];
  const parts = { engine, consoles, observers, provenances, unsaid: sayOnce(), notes, context, symbolFile };
  return {
    prepare: (order) => prepareBoot(order, parts),
    get failure() {
      return allOf(failures);
    },
    async close() {
      await consoles.close();
      await symbolFile?.close();
      for (const observer of observers) await observer.close();
    },
  };
}

/** Several failures as one, each on a line of its own; null for none. */
function allOf(failures: readonly EnvironmentError[]): EnvironmentError | null {
  const [first] = failures;
  if (first === undefined) return null;
  const nextSteps = new Set(failures.flatMap((failure) => failure.nextSteps));
  return new EnvironmentError(first.code, failures.map(({ message }) => message).join('\n'), [...nextSteps]);
}

function withoutInspection(title: string): InputError {
  return new InputError('no-inspection', `${title} cannot look into a guest`, [
    'leave out --engine: the bundled runner can',
    'leave out --profile, --initcalls, --trace-function, --kernel-marks and --save-symbols',
  ]);
}

/** Notes that apply to every boot are given only for the first. */
function sayOnce(): RunnerParts['unsaid'] {
  const said = new Set<string>();
  return (found) =>
    found.filter((diagnostic) => {
      const words = JSON.stringify(diagnostic);
      const isNew = !said.has(words);
      said.add(words);
      return isNew;
    });
}

interface Origin {
  readonly looks: number;
  readonly files: RunFiles;
  readonly context: RunContext;
}

/**
 * The origin of boots, for reports and trace files. It includes the number of looks, for which comparisons must
 * correct.
 */
async function describeGuests(
  guests: readonly RunPlan[],
  { looks, files: { engine }, context }: Origin,
): Promise<ReadonlyMap<RunPlan, Provenance>> {
  const { hostFingerprint } = await import('../../engines/host-fingerprint.js');
  const { describeGuest } = await import('../../engines/guest-identity.js');
  const host = { ...hostFingerprint() };
  const { version: boottrace } = context;
  const how = { startedAt: new Date().toISOString(), ...(looks > 1 ? { looks } : {}) };
  return new Map(
    guests.map((plan) => [
      plan,
      { boottrace, engine, guest: describeGuest(plan.request, plan.input), host, ...how },
    ]),
  );
}

interface RunnerParts {
  readonly engine: ReturnType<typeof findEngine>;
  readonly consoles: Consoles;
  readonly observers: readonly RunObserver[];
  readonly provenances: ReadonlyMap<RunPlan, Provenance>;
  /** Leaves out what has been said of an earlier boot in the same words. */
  readonly unsaid: (found: readonly Diagnostic[]) => readonly Diagnostic[];
  /** About the runner itself. */
  readonly notes: readonly Diagnostic[];
  readonly context: RunContext;
  /** Takes the symbols of the first guest that has some. */
  readonly symbolFile: FileWriter | null;
}

function prepareBoot(order: BootOrder<RunPlan>, parts: RunnerParts): PreparedBoot {
  const { plan } = order;
  const { engine, consoles, observers, context } = parts;
  const { packageRoot, table, inspection = null } = context;
  const quit = new AbortController();
  const keys = plan.isInteractive ? openSerialTerminal(process.stdin, () => quit.abort()) : null;
  const flushTimer = setInterval(() => consoles.flush(), FLUSH_INTERVAL_MS);
  return {
    parts: {
      engine,
      packageRoot,
      table,
      inspection,
      signal: AbortSignal.any([context.signal, quit.signal]),
      provenance: parts.provenances.get(plan) ?? null,
      serialInput: keys,
      onItem: (item) => {
        for (const observer of observers) observer.add(item);
      },
      onByte: (channel, value) => consoles.push(plan.targets, channel, value),
      findings: () => {
        consoles.flush();
        return consoles.takeLost().map(([channel, bytes]) => lostText(channel, bytes));
      },
      unsaid: (found) => parts.unsaid([...parts.notes, ...found]),
      onSymbols: (texts) => {
        if (order.index === 0) for (const text of texts) parts.symbolFile?.write(text);
      },
    },
    close() {
      clearInterval(flushTimer);
      keys?.close();
      consoles.flush();
    },
  };
}

/** What a guest has printed is shown after this long at the latest, line end or not. */
const FLUSH_INTERVAL_MS = 20;

function lostText(channel: TextChannel, bytes: number): Diagnostic {
  const message = `${bytes} bytes of ${channel} did not fit into their output; the trace contains them`;
  return warning('console-lost', message);
}
