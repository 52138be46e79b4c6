/** What every picture of a boot shows, on a terminal, in a page or as a drawing: made of one boot or of medians. */

import { SIDES } from '../../trace/boot.js';
import type { Nanoseconds } from '../../trace/event.js';
import type { BootsReport, SummaryRow } from '../../trace/report/report.js';
import { rowTitle } from '../../trace/report/row-title.js';
import { isLedgerKind } from '../../trace/report/rows.js';
import {
  isMeasured,
  type LedgerRow,
  type StageSpan,
  type TimedEvent,
  type TimedPoint,
  type Timeline,
  wholeOf,
} from '../../trace/report/timeline.js';
import { bootStages, orderedStages, type StageTable, stageNames } from '../../trace/stage-table.js';

export interface BootPicture {
  readonly rows: readonly PictureRow[];
  readonly totalNs: Nanoseconds;
  /** What shares are of: the time until the stop. */
  readonly wholeNs: Nanoseconds;
  /** The end of its axis: the last counted code or moment, or the last event if there is none. */
  readonly endNs: Nanoseconds;
  /** What the guest wrote, in order of time; none for medians of several boots. */
  readonly events: readonly TimedEvent[];
  /** All stages that there can be, in the table's order: their places decide the colours. */
  readonly stageNames: readonly string[];
  /** Stages whose codes are marks: they have no order and begin nothing. */
  readonly markStages: ReadonlySet<string>;
}

export interface PictureRow extends Omit<LedgerRow, 'kind'> {
  /** A phase is a part of the stage whose row is before it: it is in that row's time, and in no sum of its own. */
  readonly kind: LedgerRow['kind'] | 'phase';
  /** Of a row of kind `stage`; null for other rows, and for medians of several boots. */
  readonly span: StageSpan | null;
  /** The stage that a row of kind `stage` or `phase` is of; null for other rows. */
  readonly stage: string | null;
}

/** The picture of one boot; without rows when nothing was measured. */
export function pictureOf(timeline: Timeline, table: StageTable): BootPicture {
  const { stages, totalNs, events } = timeline;
  const ledger = isMeasured(timeline) ? timeline.ledger : [];
  const spans = [...stages];
  const rows = ledger.flatMap((row): readonly PictureRow[] => {
    if (row.kind !== 'stage') return [{ ...row, span: null, stage: null }];
    const span = spans.shift() ?? null;
    return [{ ...row, span, stage: row.name }, ...phaseRows(span)];
  });
  const endNs = rows.length > 0 ? totalNs : (events.at(-1)?.timeNs ?? 0);
  return { rows, totalNs, wholeNs: wholeOf(timeline), endNs, events, ...stagesOf(table) };
}

/**
 * The medians of the ledger's rows, laid end to end: their sum need not be the median of the totals. Rows that only a
 * few boots have are left out, since no boot looks like all of them together.
 */
export function medianPicture(summary: readonly SummaryRow[], table: StageTable): BootPicture {
  const most = summary.reduce((largest, { n }) => Math.max(largest, n), 0);
  let atNs = 0;
  const rows = summary.flatMap(({ kind, name, n, medianNs }): PictureRow[] => {
    if (!isLedgerKind(kind) || medianNs === null || n * 2 < most) return [];
    const startNs = atNs;
    atNs += medianNs;
    const stage = kind === 'stage' ? name : null;
    return [{ kind, name, startNs, endNs: atNs, durationNs: medianNs, measured: true, span: null, stage }];
  });
  return { rows, totalNs: atNs, wholeNs: atNs, endNs: atNs, events: [], ...stagesOf(table) };
}

/** One phase alone is the stage itself, under another name. */
function phaseRows(span: StageSpan | null): readonly PictureRow[] {
  const { stage = null, phases = [] } = span ?? {};
  if (phases.length < 2) return [];
  return phases.map(({ name, startNs, endNs, durationNs }) => {
    return { kind: 'phase', name, startNs, endNs, durationNs, measured: true, span: null, stage };
  });
}

/** What people read as the name of a row, without the room that a phase has before it. */
export function pictureTitle({ kind, name }: Pick<PictureRow, 'kind' | 'name'>): string {
  return kind === 'phase' ? name : rowTitle(name);
}

export interface TitledPicture {
  readonly title: string;
  readonly picture: BootPicture;
}

/** The pictures that a report is about: of its only boot, of the medians of many, or of those of each side. */
export function picturesOf({ timelines, summary, table }: BootsReport): readonly TitledPicture[] {
  const [first] = timelines;
  if (first === undefined) return [];
  if (summary === null) return shownIn([{ title: 'Timeline', picture: pictureOf(first, table) }]);
  const sides = SIDES.map((side) => summary.filter((row) => row.side === side));
  if (sides.every((rows) => rows.length === 0)) {
    return shownIn([{ title: 'Timeline of medians', picture: medianPicture(summary, table) }]);
  }
  return shownIn(
    sides.map((rows, at) => ({
      title: `Timeline of medians, ${SIDES[at]}`,
      picture: medianPicture(rows, table),
    })),
  );
}

/** Leaves out entries in which nothing happened. */
function shownIn(pictures: readonly TitledPicture[]): readonly TitledPicture[] {
  return pictures.filter(({ picture }) => picture.endNs > 0);
}

function stagesOf(table: StageTable): Pick<BootPicture, 'stageNames' | 'markStages'> {
  const ordered = orderedStages(table);
  return {
    stageNames: bootStages(table),
    markStages: new Set(stageNames(table).filter((name) => !ordered.includes(name))),
  };
}

/** What a code or a moment is to the timeline: one of its stage, a mark, or one of a stage that was over. */
export function pointRole(
  { stage, revisit }: TimedPoint,
  markStages: ReadonlySet<string>,
): 'code' | 'mark' | 'revisit' {
  if (revisit) return 'revisit';
  return stage === null || markStages.has(stage) ? 'mark' : 'code';
}
