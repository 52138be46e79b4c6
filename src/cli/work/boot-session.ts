/** The boots of `boottrace run`, from the first to the report of all. */
import type { GuestRun } from '../../session/order.js';
import { isRepeated, runSession, type SessionResult } from '../../session/run-session.js';
import { describeUnmatchedMarks } from '../../stages/text/mark-notes.js';
import type { Reading } from '../../trace/boot.js';
import { warning } from '../../trace/diagnostic.js';
import type { BootsReport } from '../../trace/report/report.js';
import type { RunPlan } from '../flags/run-plan.js';
import { openRunProgress } from '../terminal/run-progress.js';
import { openGuestRunner } from './guest-runner.js';
import type { RunCommand } from './run-command.js';
import { showReport } from './show-report.js';

export interface BootedSession {
  readonly report: BootsReport;
  readonly result: SessionResult<RunPlan>;
}

/**
 * Boots the guests of a command and shows the report of their boots. The output is opened before the first guest starts.
 * @throws InputError for what was asked for, EnvironmentError for what the host refuses
 */
export async function bootAndShow(command: RunCommand): Promise<BootedSession> {
  const results: SessionResult<RunPlan>[] = [];
  const work = async () => {
    const analyse = await analyser(command);
    const result = await boot(command, analyse);
    results.push(result);
    return withNotes(analyse(result.runs), result, command.session.guest.marks);
  };
  const report = await showReport(command.show, work, { isPrecious: true });
  return { report, result: results[0]! };
}

type Analyse = (runs: readonly GuestRun<RunPlan>[]) => BootsReport;

/** Warm-ups have done their work when they are over: reports are about the others. */
async function analyser({ context, compare, keepNoise }: RunCommand): Promise<Analyse> {
  const { analyse } = await import('../../reports/boots.js');
  const { table } = context;
  return (runs) => {
    const readings = runs.map(
      ({ order, reading }): Reading => (order.warmup ? withoutBoots(reading) : reading),
    );
    return analyse(readings, { command: 'run', table, keepNoise, compare });
  };
}

function withoutBoots({ diagnostics }: Reading): Reading {
  return { boots: [], diagnostics };
}

async function boot(command: RunCommand, analyse: Analyse): Promise<SessionResult<RunPlan>> {
  const { session, context, keepNoise } = command;
  const { repeats, guest, otherGuest } = session;
  const repeated = isRepeated(session);
  const most = repeats.warmups + repeats.looks.at(-1)!;
  const guests = otherGuest === guest ? [guest] : [guest, otherGuest];
  const runner = await openGuestRunner(
    { guests, isRepeated: repeated, looks: repeats.looks.length },
    command.files,
    context,
  );
  const progress = openRunProgress(process.stderr, {
    planned: repeats.hasSides ? 2 * most : most,
    isShown: repeated,
    table: context.table,
    keepNoise,
    verbosity: context.verbosity,
    ascii: context.ascii,
  });
  const isOpen = (runs: readonly GuestRun<RunPlan>[]) =>
    analyse(runs).comparison?.rows.some(({ verdict }) => verdict === 'inconclusive') ?? false;
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
