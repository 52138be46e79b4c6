/** A report as test cases, for the formats of test frameworks: what passed, what failed, what was not judged, and why. */
import { writeDuration } from '../../trace/duration.js';
import type { Nanoseconds } from '../../trace/event.js';
import type {
  BootsReport,
  CheckReport,
  DiffReport,
  DiffRow,
  DoctorReport,
  Verdict,
} from '../../trace/report/report.js';
import type { SideNames } from '../../trace/report/side-names.js';
import { isMeasured, isSummed, type Timeline } from '../../trace/report/timeline.js';
import { failedText, shownRows } from '../words/failed-row.js';
import { bootLabel, shortText } from '../words/short-text.js';
import { UNMEASURED } from '../words/time-text.js';

export interface TestCase {
  readonly name: string;
  readonly outcome: 'passed' | 'failed' | 'skipped';
  /** Null when the case has none. */
  readonly timeNs: Nanoseconds | null;
  /** Why it failed or was skipped, or what was found. One printable line. */
  readonly message: string;
}

export interface TestSuite {
  readonly name: string;
  readonly cases: readonly TestCase[];
}

/** Reports that test cases can express. */
export type TestableReport = BootsReport | DiffReport | CheckReport | DoctorReport;

/** Messages list values of many boots; this much of them is kept. */
const MAX_MESSAGE = 8000;

/** A suite per boot, or one for the whole report; made one after another, since boots can be many. */
export function* testSuites(report: TestableReport): Generator<TestSuite> {
  switch (report.command) {
    case 'run':
    case 'parse':
    case 'report':
      for (const timeline of report.timelines)
        yield { name: bootLabel(timeline), cases: bootCases(timeline) };
      if (report.comparison !== undefined) yield diffSuite(report.comparison);
      return;
    case 'diff':
      yield diffSuite(report);
      return;
    case 'check':
      yield { name: 'check', cases: report.results.map(checkCase) };
      return;
    case 'doctor':
      yield { name: 'doctor', cases: report.findings.map(doctorCase) };
  }
}

/** The boot as a whole, then its ledger. A boot of which nothing was measured is no success. */
function bootCases(timeline: Timeline): readonly TestCase[] {
  const rows = timeline.ledger.filter(isSummed).map(
    ({ name, durationNs }): TestCase => ({
      name: shortText(name),
      outcome: 'passed',
      timeNs: durationNs,
      message: durationNs === null ? UNMEASURED : writeDuration(durationNs),
    }),
  );
  return [wholeBoot(timeline), ...rows];
}

function wholeBoot(timeline: Timeline): TestCase {
  const { outcome, totalNs } = timeline;
  const timeNs = isMeasured(timeline) ? totalNs : null;
  if (outcome.state !== 'finished') {
    const detail = outcome.detail === null ? '' : `: ${shortText(outcome.detail, MAX_MESSAGE)}`;
    const message = `${outcome.state}, ${outcome.reason}${detail}`;
    // An interrupted boot, or one whose log ends early, is not an observed failure of the guest.
    return { name: 'boot', outcome: outcome.state === 'failed' ? 'failed' : 'skipped', timeNs, message };
  }
  if (timeNs === null) return { name: 'boot', outcome: 'skipped', timeNs, message: 'no counted code' };
  return { name: 'boot', outcome: 'passed', timeNs, message: writeDuration(totalNs) };
}

const OUTCOME_OF_VERDICT: Readonly<Record<Verdict, TestCase['outcome']>> = {
  regression: 'failed',
  gone: 'failed',
  improvement: 'passed',
  unchanged: 'passed',
  inconclusive: 'skipped',
  'not-tested': 'skipped',
};

function side(timeNs: Nanoseconds | null, boots: number): string {
  return timeNs === null ? 'nothing' : `${writeDuration(timeNs)} (${boots} boots)`;
}

function diffSuite({ rows, names }: DiffReport): TestSuite {
  return { name: 'diff', cases: shownRows(rows).map((row) => diffCase(row, sideWords(names))) };
}

/** How a sentence says which side it means. */
function sideWords(names: SideNames | undefined): SideNames {
  if (names === undefined) return { base: 'before', head: 'after' };
  return { base: `in ${shortText(names.base)}`, head: `in ${shortText(names.head)}` };
}

function diffCase(row: DiffRow, where: SideNames): TestCase {
  const { name, baseNs, headNs, deltaPct, baseN, headN, pAdjusted, neededN, verdict } = row;
  if (row.kind === 'failed') return failedCase(row, where);
  const percent = deltaPct === null ? '' : `, ${deltaPct > 0 ? '+' : ''}${deltaPct.toFixed(1)} %`;
  const p = pAdjusted === null ? '' : `, p ${pAdjusted.toFixed(4)}`;
  const needed = neededN === null ? '' : `, needs ${neededN} boots or more on each side`;
  const message = `${verdict}: median ${side(baseNs, baseN)} ${where.base}, ${side(headNs, headN)} ${where.head}${percent}${p}${needed}`;
  return { name: shortText(name), outcome: OUTCOME_OF_VERDICT[verdict], timeNs: headNs, message };
}

function failedCase(row: DiffRow, where: SideNames): TestCase {
  const { name, pAdjusted, verdict } = row;
  const p = pAdjusted === null ? '' : `, p ${pAdjusted.toFixed(4)}`;
  const message = `${verdict}: ${failedText(row, 'base')} boots failed ${where.base}, ${failedText(row, 'head')} ${where.head}${p}`;
  return { name, outcome: OUTCOME_OF_VERDICT[verdict], timeNs: null, message };
}

function checkCase({ assertion, passed, unit, actual, message }: CheckReport['results'][number]): TestCase {
  return {
    name: shortText(assertion),
    outcome: passed ? 'passed' : 'failed',
    timeNs: unit === 'ns' ? actual : null,
    message: shortText(message, MAX_MESSAGE),
  };
}

/** A warning is not a failure: the host can run guests. */
function doctorCase({ subject, status, message, nextSteps }: DoctorReport['findings'][number]): TestCase {
  const advice = nextSteps.map((step) => `; try: ${step}`).join('');
  return {
    name: shortText(subject),
    outcome: status === 'failed' ? 'failed' : 'passed',
    timeNs: null,
    message: shortText(`${status === 'warning' ? 'warning: ' : ''}${message}${advice}`, MAX_MESSAGE),
  };
}
