/** `boottrace run` without oclif: flags → a guest → its files, its text on the way, its boot at the end. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import type { EngineResult, GuestRequest } from '../engines/engine.js';
import {
  type ConsoleTarget,
  parseCpus,
  parseDebugConsole,
  parseDuration,
  parseMemory,
  parseSerial,
} from '../engines/guest-flags.js';
import { findEngine } from '../engines/index.js';
import { parseCode } from '../stages/codes.js';
import type { ReadItem, Reading, Stop } from '../trace/boot.js';
import { BootCollector } from '../trace/boot-collector.js';
import type { Diagnostic } from '../trace/diagnostic.js';
import { InputError } from '../trace/errors.js';
import type { Nanoseconds, TextChannel } from '../trace/event.js';
import type { StageTable } from '../trace/stage-table.js';
import { type Consoles, openConsoles } from './guest-consoles.js';
import { openRunLog, type RunLog } from './run-log.js';
import { openRunView, type RunView } from './run-view.js';
import { openTraceFile, type TraceFile } from './trace-output.js';

/** The flags of `run` that make a guest and end its run, as typed. */
export interface RunFlags {
  readonly firmware?: string | undefined;
  readonly cpus: string;
  readonly memory: string;
  readonly serial: string;
  readonly 'debug-console': string;
  readonly 'log-file'?: string | undefined;
  readonly timeout: string;
  readonly until?: string | undefined;
  readonly save?: string | undefined;
  readonly engine: string;
}

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

interface RunPlan {
  readonly request: GuestRequest;
  readonly targets: ReadonlyMap<TextChannel, ConsoleTarget>;
  readonly timeoutNs: Nanoseconds;
  readonly untilCode: number | null;
  /** What the boot is called in the report. */
  readonly input: string;
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
  const flushTimer = setInterval(() => consoles.flush(), FLUSH_INTERVAL_MS);
  try {
    const options = { ...plan, packageRoot: context.packageRoot, signal: context.signal, onItem };
    const onByte = (channel: TextChannel, value: number) => consoles.push(channel, value);
    const result = await engine.run(plan.request, { ...options, onByte });
    for (const diagnostic of allDiagnostics(result, consoles, plan.input))
      onItem({ kind: 'diagnostic', diagnostic });
    return { reading: collector.reading({ input: plan.input, format: engine.id }), stop: result.stop };
  } finally {
    clearInterval(flushTimer);
    consoles.close();
    for (const observer of observers.items) observer.close();
  }
}

/** What a guest has printed is shown after this long at the latest, line end or not. */
const FLUSH_INTERVAL_MS = 20;

function planRun(flags: RunFlags, context: RunContext): RunPlan {
  const sample = flags.firmware === undefined;
  const firmware = flags.firmware ?? path.join(context.packageRoot, 'samples', 'guest', 'sample-guest.bin');
  if (sample && !existsSync(firmware))
    throw new InputError('no-sample-guest', `the sample guest is missing: ${firmware}`);
  const serial = parseSerial(flags.serial);
  const debugConsole = parseDebugConsole(flags['debug-console']);
  // The sample guest writes to all three ports, so it gets all three.
  const hasDebugConsole = debugConsole.target.mode !== 'off' || sample;
  return {
    request: {
      firmware,
      memorySize: parseMemory(flags.memory),
      cpus: parseCpus(flags.cpus),
      debugConsolePort: hasDebugConsole ? debugConsole.port : null,
      serial: serial.mode !== 'off',
    },
    targets: new Map<TextChannel, ConsoleTarget>([
      ['firmware-debug', { mode: context.machineOutput ? 'null' : 'tty' }],
      ['debug-console', debugConsole.target],
      ['serial', serial],
    ]),
    timeoutNs: parseDuration('--timeout', flags.timeout),
    untilCode: flags.until === undefined ? null : requireCode(flags.until),
    input: sample ? 'sample guest' : firmware,
  };
}

function requireCode(text: string): number {
  const code = parseCode(text);
  if (code !== null) return code;
  throw new InputError('bad-code', `--until takes a code from 0x00 to 0xff, not ${JSON.stringify(text)}`, [
    'boottrace run --until 0x41',
  ]);
}

interface Observers {
  readonly consoles: Consoles;
  readonly items: readonly (RunLog | RunView | TraceFile)[];
}

/** Opens every file before the guest starts, so that a mistake costs no run. */
async function openObservers(flags: RunFlags, plan: RunPlan, context: RunContext): Promise<Observers> {
  const consoles = await openConsoles({
    targets: plan.targets,
    terminal: context.machineOutput ? process.stderr : process.stdout,
    announce: (text) => process.stderr.write(`${text}\n`),
  });
  const log = openRunLog({ file: flags['log-file'] ?? null, verbosity: context.verbosity });
  const view = openRunView(context.table, process.stderr);
  if (flags.save === undefined) return { consoles, items: [log, view] };
  const { hostFingerprint } = await import('../engines/host.js');
  const trace = openTraceFile(flags.save, {
    boottrace: context.version,
    engine: flags.engine,
    guest: { ...plan.request, firmware: plan.input },
    host: { ...hostFingerprint() },
  });
  return { consoles, items: [log, view, trace] };
}

function allDiagnostics(result: EngineResult, consoles: Consoles, input: string): Diagnostic[] {
  const lost = consoles.lost().map(([channel, bytes]) => ({
    severity: 'warning' as const,
    code: 'console-lost',
    message: `${bytes} bytes of ${channel} did not fit where they were to go; the trace has them`,
    line: null,
  }));
  return [...result.diagnostics, ...lost].map((diagnostic) => ({ ...diagnostic, input }));
}
