/** The boots of `boottrace run`, from the first to the report of all. */
import { progressOf } from '../../checks/open-question.js';
import { UNKNOWN_ROW } from '../../reports/chosen-rows.js';
import type { JudgeOptions } from '../../reports/comparison.js';
import type { GuestRun } from '../../session/order.js';
import { isRepeated, runSession, type SessionResult } from '../../session/run-session.js';
import { describeUnmatchedMarks } from '../../stages/text/mark-notes.js';
import type { Reading } from '../../trace/boot.js';
import { warning } from '../../trace/diagnostic.js';
import { InputError } from '../../trace/errors.js';
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
    const analyser = await openAnalyser(command);
    const result = await boot(command, analyser);
    const shown = withNotes(analyser.analyse(result.runs), result, command.session.guest.marks);
    const { missing } = analyser;
    results.push({ ...result, failure: result.failure ?? (missing === null ? null : { error: missing }) });
    return shown;
  };
  const report = await showReport(command.show, work, { isPrecious: true });
  return { report, result: results[0]! };
}

interface Analyser {
  /** What is wrong with --rows: no boot so far has one of them. */
  readonly missing: InputError | null;
  analyse(runs: readonly GuestRun<RunPlan>[]): BootsReport;
}

/**
 * Warm-ups have done their work when they are over: reports are about the others. Boots are not lost to a row that none of them
 * has: all rows are then shown.
 */
async function openAnalyser({ context, compare, keepNoise }: RunCommand): Promise<Analyser> {
  const { analyse } = await import('../../reports/boots.js');
  const { table } = context;
  const report = (runs: readonly GuestRun<RunPlan>[], options: JudgeOptions): BootsReport => {
    const readings = runs.map(
      ({ order, reading }): Reading => (order.warmup ? withoutBoots(reading) : reading),
    );
    return analyse(readings, { command: 'run', table, keepNoise, compare: options });
  };
  let missing: InputError | null = null;
  return {
    get missing() {
      return missing;
    },
    analyse(runs) {
      missing = null;
      try {
        return report(runs, compare);
      } catch (error) {
        if (!(error instanceof InputError) || error.code !== UNKNOWN_ROW) throw error;
        missing = error;
        const { rows: _, ...all } = compare;
        return report(runs, all);
      }
    },
  };
}

function withoutBoots({ diagnostics }: Reading): Reading {
  return { boots: [], diagnostics };
}

async function boot(command: RunCommand, analyser: Analyser): Promise<SessionResult<RunPlan>> {
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
  const askedFor = { failOn: command.failOn, most: repeats.looks.at(-1)! };
  const isOpen = (runs: readonly GuestRun<RunPlan>[]) => {
    const rows = analyser.analyse(runs).comparison?.rows ?? [];
    return analyser.missing === null && progressOf(rows, askedFor) === 'open';
  };
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
  const message = `the boots wrote more data than one run can keep; the run ended after boot ${runs.length}`;
  return { ...report, diagnostics: [...found, warning('session-limit', message)] };
}
