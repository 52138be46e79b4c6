/** `boottrace run` without oclif: flags → a guest → its files, its text on the way, its boot at the end. */
import type { EngineResult } from '../engines/engine.js';
import { findEngine } from '../engines/index.js';
import { createClassifier, orderedStages } from '../stages/classify.js';
import type { ReadItem, Reading, Stop } from '../trace/boot.js';
import { BootCollector } from '../trace/boot-collector.js';
import type { Diagnostic } from '../trace/diagnostic.js';
import type { TextChannel } from '../trace/event.js';
import type { RunStages } from '../trace/run.js';
import type { StageTable } from '../trace/stage-table.js';
import { type Consoles, openConsoles } from './guest-consoles.js';
import { openRunLog, type RunLog } from './run-log.js';
import { planRun, type RunFlags, type RunPlan } from './run-plan.js';
import { openRunView, type RunView } from './run-view.js';
import { openSerialTerminal } from './serial-terminal.js';
import { openTraceFile, type TraceFile } from './trace-output.js';

export interface RunContext {
  /** Folder of the installed package. */
  readonly packageRoot: string;
  readonly version: string;
  readonly signal: AbortSignal;
  readonly table: StageTable;
  /** How many times `-v` was given. */
  readonly verbosity: number;
  /** A machine format is printed on standard output, so the guest's text must not be. */
  readonly machineOutput: boolean;
}

export interface GuestRun {
  readonly reading: Reading;
  readonly stop: Stop;
}

/** Throws InputError for what was typed and EnvironmentError for what the host refuses. */
export async function runGuest(flags: RunFlags, context: RunContext): Promise<GuestRun> {
  const plan = planRun(flags, context);
  const engine = findEngine(flags.engine);
  const collector = new BootCollector();
  const observers = await openObservers(flags, plan, context);
  const { consoles } = observers;
  const onItem = (item: ReadItem) => {
    collector.add(item);
    for (const observer of observers.items) observer.add(item);
  };
  const quit = new AbortController();
  const keys = plan.isInteractive ? openSerialTerminal(process.stdin, () => quit.abort()) : null;
  const flushTimer = setInterval(() => consoles.flush(), FLUSH_INTERVAL_MS);
  try {
    const { packageRoot, table } = context;
    const signal = AbortSignal.any([context.signal, quit.signal]);
    const options = { ...plan, packageRoot, signal, serialInput: keys, stages: engineStages(table), onItem };
    const onByte = (channel: TextChannel, value: number) => consoles.push(channel, value);
    const result = await engine.run(plan.request, { ...options, onByte });
    for (const diagnostic of allDiagnostics(result, consoles, plan))
      onItem({ kind: 'diagnostic', diagnostic });
    return { reading: collector.reading({ input: plan.input, format: engine.id }), stop: result.stop };
  } finally {
    clearInterval(flushTimer);
    keys?.close();
    consoles.close();
    for (const observer of observers.items) observer.close();
  }
}

/** Number 0 is the time before the first stage; codes without an order begin none. */
function engineStages(table: StageTable): RunStages {
  const classify = createClassifier(table);
  const ofCode = Uint8Array.from({ length: 256 }, (_, code) => (classify(code).rank ?? -1) + 1);
  return { names: ['setup', ...orderedStages(table)], ofCode };
}

/** What a guest has printed is shown after this long at the latest, line end or not. */
const FLUSH_INTERVAL_MS = 20;

interface Observers {
  readonly consoles: Consoles;
  readonly items: readonly (RunLog | RunView | TraceFile)[];
}

/** Opens every file before the guest starts, so that a mistake costs no run. */
async function openObservers(flags: RunFlags, plan: RunPlan, context: RunContext): Promise<Observers> {
  const consoles = await openConsoles({
    targets: plan.targets,
    terminal: context.machineOutput ? process.stderr : process.stdout,
    lineEnd: plan.isInteractive ? '\r\n' : '\n',
    announce: (text) => process.stderr.write(`${text}\n`),
  });
  const log = openRunLog({ file: flags['log-file'] ?? null, verbosity: context.verbosity });
  // Who types into the guest has the terminal for it alone.
  const view = openRunView(context.table, process.stderr, {
    isShown: !plan.isInteractive,
    hasStatus: !plan.showsText,
  });
  if (flags.save === undefined) return { consoles, items: [log, view] };
  const { hostFingerprint } = await import('../engines/host.js');
  const trace = openTraceFile(flags.save, {
    boottrace: context.version,
    engine: flags.engine,
    guest: { ...plan.request, image: plan.input },
    host: { ...hostFingerprint() },
  });
  return { consoles, items: [log, view, trace] };
}

function allDiagnostics(result: EngineResult, consoles: Consoles, plan: RunPlan): Diagnostic[] {
  const lost = consoles.lost().map(([channel, bytes]) => ({
    severity: 'warning' as const,
    code: 'console-lost',
    message: `${bytes} bytes of ${channel} did not fit where they were to go; the trace has them`,
    line: null,
  }));
  const { input } = plan;
  return [...plan.diagnostics, ...result.diagnostics, ...lost].map((diagnostic) => ({
    ...diagnostic,
    input,
  }));
}
