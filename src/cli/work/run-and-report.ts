/** `boottrace run` from parsed flags to an exit code: guests run, their report is shown, failures are said. */
import type { Interfaces } from '@oclif/core';
import { progressOf } from '../../checks/open-question.js';
import { describeFailedGuest } from '../../engines/failed-guest.js';
import type { GuestRun } from '../../session/order.js';
import { isRepeated, runSession, type Session, type SessionResult } from '../../session/run-session.js';
import { describeUnmatchedMarks } from '../../stages/text/mark-notes.js';
import type { CompareOptions } from '../../stats/compare.js';
import type { Reading } from '../../trace/boot.js';
import { warning } from '../../trace/diagnostic.js';
import { typeDuration } from '../../trace/duration.js';
import { GuestError, InputError } from '../../trace/errors.js';
import { type BootsReport, DEFAULT_FAIL_ON, type FailOn } from '../../trace/report/report.js';
import type { StageTable } from '../../trace/stage-table.js';
import { withFiles } from '../files/claim-files.js';
import { runFiles } from '../files/file-uses.js';
import { parseCompareOptions } from '../flags/compare-options.js';
import { type InspectionFlags, planInspection } from '../flags/inspection-flags.js';
import { planRun, type RunFlags, type RunPlan } from '../flags/run-plan.js';
import { parseRepeats, type RepeatFlags } from '../flags/run-repeats.js';
import { loadStageTable } from '../flags/stage-table.js';
import { withInterrupt } from '../program/interrupt.js';
import { openRunProgress } from '../terminal/run-progress.js';
import { openGuestRunner, type RunContext } from './boot-guests.js';
import { diffExitCode } from './compare-logs.js';
import { overlayGuestFlags } from './guest-overlay.js';
import { chosenFormat, type ShowFlags, showReport } from './show-report.js';

export type RunReportFlags = RunFlags &
  RepeatFlags &
  InspectionFlags &
  ShowFlags & {
    readonly codes?: string | undefined;
    readonly 'keep-noise': boolean;
    readonly alpha?: string | undefined;
    readonly floor?: readonly string[] | undefined;
    readonly 'fail-on'?: FailOn | undefined;
  };

/** What the shell reports for Ctrl-C; the way out of a serial console is meant the same. */
const INTERRUPTED = 130;

type RunPackage = Pick<RunContext, 'packageRoot' | 'version' | 'verbosity' | 'engineArguments'> & {
  /** What was typed, without what is for the engine's own program. */
  readonly words: readonly string[];
  /** The part of the table of flags that `--vs` takes. */
  readonly guestFlags: Interfaces.FlagInput;
};

/**
 * Returns 0; 1 when a comparison found a regression; or 130, 143 or 129 after a signal.
 * @throws GuestError, once the report is written, when a guest crashed, gave up, ran into its timeout or ended before its `--until`
 */
export function runAndShow(flags: RunReportFlags, program: RunPackage): Promise<number> {
  return withInterrupt(async ({ signal, exitCode }) => {
    const table = await loadStageTable(flags.codes);
    const machineOutput = chosenFormat(flags) !== 'table' && flags.output === '-';
    const inspection = await planInspection(flags);
    const context = { ...program, signal, table, machineOutput, ascii: flags.ascii, inspection };
    const compare = parseCompareOptions(flags.alpha, flags.floor);
    const session = await planSession(flags, context);
    const show = () => bootAndShow(session, { flags, context, compare, exitCode });
    const limits = { signal, timeoutNs: session.guest.timeoutNs };
    return await withFiles(runFiles(flags, session), show, limits).catch((error) => {
      const signalled = error === signal.reason ? exitCode() : null;
      if (signalled === null) throw error;
      return signalled;
    });
  });
}

interface ShowParts {
  readonly flags: RunReportFlags;
  readonly context: Context;
  readonly compare: CompareOptions;
  /** See Interrupt. */
  readonly exitCode: () => number | null;
}

async function bootAndShow(
  session: Session<RunPlan>,
  { flags, context, compare, exitCode }: ShowParts,
): Promise<number> {
  const results: SessionResult<RunPlan>[] = [];
  const work = async () => {
    const analyse = await analyser(flags, context.table, compare);
    const result = await boot(session, { flags, context, analyse });
    results.push(result);
    return withNotes(analyse(result.runs), result, session.guest.marks);
  };
  const report = await showReport(flags, work, { isPrecious: true });
  const { runs, failure } = results[0]!;
  if (failure !== null) throw failure.error;
  const signalled = exitCode() ?? (runs.at(-1)?.stop.reason === 'interrupted' ? INTERRUPTED : null);
  if (signalled !== null) return signalled;
  const { comparison } = report;
  const code = comparison === undefined ? 0 : diffExitCode(comparison.verdict, failOnOf(flags));
  // What the comparison found says more than that some of its boots failed, which its row `failed` shows.
  if (code === 0) await throwIfFailed(runs, flags, context);
  return code;
}

function failOnOf(flags: RunReportFlags): FailOn {
  return flags['fail-on'] ?? DEFAULT_FAIL_ON;
}

type Context = RunContext & RunPackage;

/** Throws InputError for what was typed. */
async function planSession(flags: RunReportFlags, context: Context): Promise<Session<RunPlan>> {
  const repeats = parseRepeats(flags);
  const guest = planRun(flags, context);
  if (flags.vs === undefined) return quietIfRepeated({ guest, otherGuest: guest, repeats }, context);
  if (flags['log-file'] !== undefined) {
    throw new InputError('log-of-two-sides', 'a log cannot say which side of --vs a boot is of', [
      'a trace file can: --save ab.ndjson, then boottrace diff ab.ndjson',
    ]);
  }
  const otherFlags = await overlayGuestFlags(flags, flags.vs, context.guestFlags);
  return quietIfRepeated({ guest, otherGuest: planRun(otherFlags, context), repeats }, context);
}

/** What many guests print one after another is of no use on a terminal, unless somebody asks for it; nobody can type. */
function quietIfRepeated(session: Session<RunPlan>, { verbosity }: Context): Session<RunPlan> {
  if (!isRepeated(session)) return session;
  const quiet = (plan: RunPlan): RunPlan => {
    const targets = [...plan.targets].map(([channel, target]) => {
      const isHidden = target.mode === 'tty' && verbosity === 0;
      return [channel, isHidden ? { mode: 'null' as const } : target] as const;
    });
    return { ...plan, isInteractive: false, targets: new Map(targets) };
  };
  const guest = quiet(session.guest);
  const otherGuest = session.otherGuest === session.guest ? guest : quiet(session.otherGuest);
  return { ...session, guest, otherGuest };
}

type Analyse = (runs: readonly GuestRun<RunPlan>[]) => BootsReport;

/** Warm-ups have done their work when they are over: reports are about the others. */
async function analyser(flags: RunReportFlags, table: StageTable, compare: CompareOptions): Promise<Analyse> {
  const { analyse } = await import('../../reports/boots.js');
  return (runs) => {
    const readings = runs.map(
      ({ order, reading }): Reading => (order.warmup ? withoutBoots(reading) : reading),
    );
    return analyse(readings, { command: 'run', table, keepNoise: flags['keep-noise'], compare });
  };
}

function withoutBoots({ diagnostics }: Reading): Reading {
  return { boots: [], diagnostics };
}

interface BootParts {
  readonly flags: RunReportFlags;
  readonly context: Context;
  readonly analyse: Analyse;
}

async function boot(
  session: Session<RunPlan>,
  { flags, context, analyse }: BootParts,
): Promise<SessionResult<RunPlan>> {
  const { repeats, guest, otherGuest } = session;
  const repeated = isRepeated(session);
  const most = repeats.warmups + repeats.looks.at(-1)!;
  const runner = await openGuestRunner(
    {
      guests: otherGuest === guest ? [guest] : [guest, otherGuest],
      isRepeated: repeated,
      looks: repeats.looks.length,
    },
    flags,
    context,
  );
  const progress = openRunProgress(process.stderr, {
    planned: repeats.hasSides ? 2 * most : most,
    isShown: repeated,
    table: context.table,
    keepNoise: flags['keep-noise'],
    verbosity: context.verbosity,
    ascii: flags.ascii,
  });
  const askedFor = { failOn: flags['fail-on'] ?? DEFAULT_FAIL_ON, most: repeats.looks.at(-1)! };
  const isOpen = (runs: readonly GuestRun<RunPlan>[]) =>
    progressOf(analyse(runs).comparison?.rows ?? [], askedFor) === 'open';
  const booting = runSession(session, { runner, progress, signal: context.signal, isOpen });
  const result = await booting.finally(() => runner.close());
  const { failure } = runner;
  return failure === null ? result : { ...result, failure: { error: failure } };
}

function withNotes(
  report: BootsReport,
  { runs, isFull }: SessionResult<RunPlan>,
  marks: RunPlan['marks'],
): BootsReport {
  const unmatched = describeUnmatchedMarks(
    marks,
    runs.flatMap(({ reading }) => reading.boots),
  );
  const found = [...report.diagnostics, ...unmatched];
  if (!isFull) return { ...report, diagnostics: found };
  const message = `the boots wrote more than a run keeps together; it ended after ${runs.length}`;
  return { ...report, diagnostics: [...found, warning('session-limit', message)] };
}

async function throwIfFailed(
  runs: readonly GuestRun<RunPlan>[],
  { engine, 'keep-noise': keepNoise }: RunReportFlags,
  { words, engineArguments = [], inspection = null, table }: Context,
): Promise<void> {
  const { buildTimeline } = await import('../../stages/build-timeline.js');
  const failed = runs.flatMap((run) => {
    const [boot] = run.reading.boots;
    const outcome = boot && buildTimeline(boot, { table, keepNoise, index: run.order.index }).outcome;
    return outcome?.state === 'failed' ? [{ run, outcome }] : [];
  });
  if (failed[0] === undefined) return;
  const { run: first, outcome } = failed[0];
  const { name, plan } = first.order;
  const whose = name === null ? '' : `${failed.length} of ${runs.length} boots failed; ${name}: `;
  const message = `${whose}${describeFailedGuest(outcome)}`;
  if (outcome.reason !== first.stop.reason) throw new GuestError('guest-gave-up', message);
  if (first.stop.reason === 'crash') throw new GuestError('guest-crashed', message);
  if (first.stop.reason !== 'timeout')
    throw new GuestError('until-not-reached', message, ['see what it wrote: add -v or --debug-console tty']);
  const { emulatorStep } = await import('./emulator-step.js');
  const typed = { engine, words, engineArguments, isInspected: inspection !== null };
  throw new GuestError('guest-timeout', message, [
    emulatorStep(first, typed) ?? `give it longer: --timeout ${typeDuration(2 * plan.timeoutNs)}`,
  ]);
}

/** How many times `-v` was given: oclif keeps of a repeated flag only that it was there. */
export function countVerbosity(argv: readonly string[]): number {
  const count = (word: string) => (/^-v+$/.test(word) ? word.length - 1 : word === '--verbose' ? 1 : 0);
  return argv.reduce((sum, word) => sum + count(word), 0);
}
