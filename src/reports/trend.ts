/** A series of sets of boots to a report: the median of every row over time, and where its level changes. */
import { differencesWithin } from '../checks/comparable.js';
import { countedTimelines } from '../stages/boot-sets.js';
import { collectRows, mergeOrders } from '../stages/row-samples.js';
import { findChanges } from '../stats/changes.js';
import type { CompareOptions } from '../stats/compare.js';
import { median } from '../stats/order.js';
import { summarise } from '../stats/summary.js';
import type { Boot } from '../trace/boot.js';
import { type Diagnostic, warning } from '../trace/diagnostic.js';
import type { Nanoseconds } from '../trace/event.js';
import type { BootsReport, TrendReport, TrendRow, TrendValue } from '../trace/report/report.js';
import { isFinished } from '../trace/report/timeline.js';
import type { StageTable } from '../trace/stage-table.js';

/** One input of the series. */
export interface TrendSet {
  readonly input: string;
  /** ISO 8601 in UTC; null when nothing says it. */
  readonly startedAt: string | null;
  readonly report: BootsReport;
}

/** The trend of sets that are given in order of time. */
export function trendReport(
  sets: readonly TrendSet[],
  table: StageTable,
  options: CompareOptions,
): TrendReport {
  const perSet = sets.map(({ report }) => collectRows(countedTimelines(report.timelines)));
  const kinds = new Map(perSet.flat().map(({ name, kind }) => [name, kind]));
  const names = mergeOrders(perSet.map((rows) => rows.map(({ name }) => name)));
  const rows = names.map((name): TrendRow => {
    const groups = perSet.map((rows) => present(rows.find((row) => row.name === name)?.values ?? []));
    return { kind: kinds.get(name)!, name, values: valuesOf(groups, { ...options, rows: names.length }) };
  });
  const points = sets.map(({ input, startedAt, report }) => {
    const boots = countedTimelines(report.timelines).length;
    const failedBoots = report.timelines.filter(
      (timeline) => !timeline.boot.warmup && !isFinished(timeline),
    ).length;
    return { input, startedAt, boots, failedBoots };
  });
  const diagnostics = [...sets.flatMap(({ report }) => report.diagnostics), ...conditionChanges(sets)];
  return { command: 'trend', points, rows, diagnostics, table };
}

function present(values: readonly (Nanoseconds | null)[]): readonly Nanoseconds[] {
  return values.filter((value) => value !== null);
}

function valuesOf(
  groups: readonly (readonly Nanoseconds[])[],
  options: CompareOptions & { readonly rows: number },
): readonly TrendValue[] {
  const changes = new Map(findChanges(groups, options).map(({ at, direction }) => [at, direction]));
  const medians = groups.map((group) => (group.length === 0 ? null : Math.round(median(group))));
  const first = medians.find((value) => value !== null) ?? null;
  let previous: Nanoseconds | null = null;
  return groups.map((group, at): TrendValue => {
    const medianNs = medians[at]!;
    const value = {
      n: group.length,
      medianNs,
      ciNs: summarise(group)?.ci ?? null,
      previousPct: percent(previous, medianNs),
      firstPct: percent(first, medianNs),
      change: changes.get(at) ?? null,
    };
    previous = medianNs ?? previous;
    return value;
  });
}

function percent(from: Nanoseconds | null, to: Nanoseconds | null): number | null {
  return from === null || to === null || from === 0 ? null : ((to - from) / from) * 100;
}

/** A series is worth little across a change of its host: said where it happens, also behind inputs that tell nothing. */
function conditionChanges(sets: readonly TrendSet[]): readonly Diagnostic[] {
  let before: Boot | undefined;
  return sets.flatMap(({ input, report }): readonly Diagnostic[] => {
    const after = report.timelines.map(({ boot }) => boot).find(({ provenance }) => provenance !== null);
    if (after === undefined) return [];
    const found = before === undefined ? [] : differencesWithin([before, after]);
    before = after;
    return found.map((difference) => {
      const message = `from here on, the conditions differ from before: ${difference}`;
      return warning('mixed-conditions', message, { input });
    });
  });
}
