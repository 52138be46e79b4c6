/** A report in one line and a few facts: the heading of whatever shows it to people beside the terminal. */
import {
  type BootsReport,
  type DiffReport,
  type DiffRow,
  isMeasuredRow,
  type Report,
  type TrendReport,
} from '../../trace/report/report.js';
import { rowTitle } from '../../trace/report/row-title.js';
import { PLAIN_NAMES, type SideNames } from '../../trace/report/side-names.js';
import { isMeasured, longestRow, type Timeline, wholeOf } from '../../trace/report/timeline.js';
import { failedText } from './failed-row.js';
import { counted, countedPoints, countPoints } from './ledger-words.js';
import { endWords } from './outcome-words.js';
import { pickUnit, writeDelta, writeNumber, writeShare, writeTime } from './time-text.js';

export interface Headline {
  readonly title: string;
  /** Short, most telling first. */
  readonly facts: readonly string[];
}

const UNICODE = { unicode: true };

/** The headline of any report. */
export function headlineOf(report: Report): Headline {
  switch (report.command) {
    case 'run':
    case 'parse':
    case 'report':
      if (report.comparison !== undefined) return headlineOf(report.comparison);
      return report.summary === null ? oneBoot(report) : manyBoots(report);
    case 'diff':
      return comparison(report);
    case 'check': {
      const failed = report.results.filter(({ passed }) => !passed).length;
      const all = counted(report.results.length, 'assertion');
      return { title: failed === 0 ? `Passed: ${all}` : `Failed: ${failed} of ${all}`, facts: [] };
    }
    case 'trend':
      return trend(report);
    case 'classify':
      return { title: 'Codes and their stages', facts: [] };
    case 'doctor':
      return { title: 'What this host can run', facts: [] };
  }
}

function trend({ points, rows }: TrendReport): Headline {
  const changed = rows.filter(({ values }) => values.some(({ change }) => change !== null));
  const names = changed
    .filter(({ kind }) => kind !== 'total' || changed.length === 1)
    .map(({ name }) => rowTitle(name));
  const what = names.length === 0 ? 'no change of level' : `changes of ${names.join(', ')}`;
  return { title: `Trend of ${counted(points.length, 'set')} of boots: ${what}`, facts: [] };
}

function oneBoot({ timelines }: BootsReport): Headline {
  const [timeline] = timelines;
  if (timeline === undefined) return { title: 'No boots', facts: [] };
  const name = timeline.boot.input;
  const unit = pickUnit(timeline.totalNs, UNICODE);
  return isMeasured(timeline)
    ? { title: `${name}: ${writeTime(timeline.totalNs, unit)}`, facts: bootFacts(timeline) }
    : { title: `${name}: no codes`, facts: bootFacts(timeline) };
}

/** Its role, how many codes and moments, which row is longest, what came before zero, how it ended. */
export function bootFacts(timeline: Timeline): readonly string[] {
  const { boot, events } = timeline;
  const before = boot.vmmStartNs;
  const end = endWords(timeline);
  return [
    ...bootRoles(timeline),
    countedPoints(countPoints(events)),
    ...longestPart(timeline),
    ...(before === null ? [] : [`monitor ran ${writeTime(before, pickUnit(before, UNICODE))} before`]),
    ...(end === null ? [] : [end]),
  ];
}

/** What a boot is in its set: `warm-up`, a side of a comparison; mostly nothing. */
export function bootRoles({ boot }: Timeline): readonly string[] {
  return [...(boot.warmup ? ['warm-up'] : []), ...(boot.side === null ? [] : [boot.side])];
}

function longestPart(timeline: Timeline): readonly string[] {
  const longest = longestRow(timeline.ledger);
  const share = writeShare(longest?.durationNs ?? null, wholeOf(timeline));
  return longest === null || share === '' ? [] : [`longest ${rowTitle(longest.name)} (${share})`];
}

function manyBoots({ timelines, summary }: BootsReport): Headline {
  const boots = counted(timelines.length, 'boot');
  const total = summary?.filter(isMeasuredRow).find(({ kind }) => kind === 'total');
  if (total === undefined) return { title: `${boots}: no codes`, facts: [] };
  const unit = pickUnit(total.maxNs, UNICODE);
  const { ciNs, minNs, maxNs, medianNs } = total;
  return {
    title: `${boots}: median ${writeTime(medianNs, unit)}`,
    facts: [
      ...(ciNs === null
        ? []
        : [`95 % interval ${writeNumber(ciNs[0], unit)} to ${writeTime(ciNs[1], unit)}`]),
      `from ${writeNumber(minNs, unit)} to ${writeTime(maxNs, unit)}`,
    ],
  };
}

const VERDICT_TITLES: Readonly<Record<DiffReport['verdict'], string>> = {
  regression: 'Slower: regression',
  gone: 'Missing',
  improvement: 'Faster: improvement',
  unchanged: 'Unchanged',
  inconclusive: 'Inconclusive',
  'not-tested': 'Compared, not tested',
};

function comparison({ verdict, rows: all, names = PLAIN_NAMES }: DiffReport): Headline {
  const rows = all.filter(({ kind }) => kind !== 'failed');
  const failed = all.find((row) => row.kind === 'failed' && row.baseN + row.headN > 0);
  const decisive = rows.filter((row) => row.verdict === verdict && row.deltaNs !== null);
  // The total changes because a row of it does, so it says least.
  const telling = [...decisive]
    .sort(
      (a, b) =>
        Number(a.kind === 'total') - Number(b.kind === 'total') ||
        Math.abs(b.deltaNs!) - Math.abs(a.deltaNs!),
    )
    .slice(0, 3);
  const changed = telling.length > 0 && (verdict === 'regression' || verdict === 'improvement');
  const boots = rows.find(({ kind }) => kind === 'total') ?? rows[0];
  return {
    title: changed
      ? `${VERDICT_TITLES[verdict]} in ${telling.map(({ name }) => rowTitle(name)).join(', ')}`
      : titleOf(verdict, rows, { failed, names }),
    facts: [
      ...(failed === undefined
        ? []
        : [
            `failed: ${failedText(failed, 'base')} in ${names.base}, ${failedText(failed, 'head')} in ${names.head}`,
          ]),
      ...(changed ? telling.map(shift) : []),
      ...(boots === undefined ? [] : [`${boots.baseN} against ${counted(boots.headN, 'boot')}`]),
      ...(names === PLAIN_NAMES ? [] : [`${names.base} is base, ${names.head} is head`]),
    ],
  };
}

/** Missing rows and failed boots are named. */
function titleOf(
  verdict: DiffReport['verdict'],
  rows: readonly DiffRow[],
  { failed, names }: { readonly failed: DiffRow | undefined; readonly names: SideNames },
): string {
  if (verdict === 'regression' && failed?.verdict === verdict) return 'More boots fail: regression';
  const gone = rows.filter((row) => row.verdict === 'gone').map(({ name }) => rowTitle(name));
  return verdict === 'gone' ? `Missing in ${names.head}: ${gone.join(', ')}` : VERDICT_TITLES[verdict];
}

function shift({ name, deltaNs, deltaPct, baseNs }: DiffRow): string {
  const unit = pickUnit(Math.max(baseNs ?? 0, Math.abs(deltaNs ?? 0)), UNICODE);
  const share = deltaPct === null ? '' : ` (${deltaPct > 0 ? '+' : ''}${deltaPct.toFixed(1)} %)`;
  return `${rowTitle(name)} ${writeDelta(deltaNs, unit)} ${unit.name}${share}`;
}
