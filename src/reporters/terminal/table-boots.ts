/** The terminal's view of `run`, `parse` and `report`. */
import { SIDES, type Side } from '../../trace/boot.js';
import { printable } from '../../trace/printable.js';
import type { BootsReport, DiffReport, SummaryRow } from '../../trace/report/report.js';
import { rowTitle } from '../../trace/report/row-title.js';
import { PLAIN_NAMES, type SideNames } from '../../trace/report/side-names.js';
import { isMeasured, longestRow, type Timeline, wholeOf } from '../../trace/report/timeline.js';
import type { StageTable } from '../../trace/stage-table.js';
import type { RenderContext } from '../reporter.js';
import { pictureOf } from '../words/boot-picture.js';
import { countedPoints, countPoints } from '../words/ledger-words.js';
import { endWords } from '../words/outcome-words.js';
import { wrap } from '../words/text-width.js';
import { pickUnit, writeShare, writeTime } from '../words/time-text.js';
import { renderEvents } from './event-list.js';
import { renderExits } from './exit-table.js';
import { renderInitcalls } from './initcall-table.js';
import { renderLedger } from './ledger-view.js';
import { renderNotes } from './notes.js';
import type { Palette } from './palette.js';
import { renderProfile } from './profile-text.js';
import { renderSilences } from './silence-list.js';
import { renderSummary } from './summary-table.js';
import { renderDiff } from './table-diff.js';
import { renderTotals } from './totals-list.js';
import { renderUnits } from './unit-table.js';

/** `parse` lists events of every boot; `run` those of its only one; `report` shows stages, of several boots statistics. */
export function* renderBoots(
  report: BootsReport,
  palette: Palette,
  context: RenderContext,
): Generator<string> {
  const { timelines, diagnostics, summary, table, command } = report;
  const view: View = { table, boots: timelines.length, palette, context };
  const withEvents = command === 'parse' || (command === 'run' && timelines.length === 1);
  if (timelines.length === 0) yield 'no boots\n';
  if (withEvents || summary === null) yield* renderEach(timelines, withEvents, view);
  if (summary !== null) {
    if (withEvents) yield '\n';
    yield* renderTotals(timelines, palette, { ...context, names: report.comparison?.names });
    if (report.comparison !== undefined) yield* renderSides(summary, report.comparison, view);
    else if (summary.length > 0) yield* after('\n', renderSummary(summary, table, palette, context));
  }
  yield* renderNotes(diagnostics, palette, context);
}

/** Each side's statistics, then head against base; the notes come with those of the whole report. */
function* renderSides(
  summary: readonly SummaryRow[],
  comparison: DiffReport,
  { table, palette, context }: View,
): Generator<string> {
  const { names = PLAIN_NAMES } = comparison;
  for (const side of SIDES) {
    const rows = summary.filter((row) => row.side === side);
    yield `\n${palette.strong(sideTitle(side, names))}: ${rows.length === 0 ? 'no boot counts' : SIDE_WORDS[side]}\n`;
    if (rows.length > 0) yield* renderSummary(rows, table, palette, context);
  }
  yield `\n${palette.strong(printable(`${names.base} against ${names.head}`))}\n`;
  yield* renderDiff({ ...comparison, diagnostics: [] }, palette, context);
}

/** `base`, or `v6.11 (base)`. */
function sideTitle(side: Side, names: SideNames): string {
  return names[side] === side ? side : printable(`${names[side]} (${side})`);
}

const SIDE_WORDS: Readonly<Record<Side, string>> = { base: 'the guest as given', head: 'with --vs' };

interface View {
  readonly table: StageTable;
  readonly boots: number;
  readonly palette: Palette;
  readonly context: RenderContext;
}

function* renderEach(timelines: readonly Timeline[], withEvents: boolean, view: View): Generator<string> {
  const { table, palette, context } = view;
  for (const [at, timeline] of timelines.entries()) {
    if (at > 0) yield '\n';
    yield* renderHeading(timeline, view);
    const picture = pictureOf(timeline, table);
    if (withEvents && timeline.events.length > 0) {
      yield '\n';
      yield* renderEvents(timeline, picture.stageNames, palette, context);
    }
    if (isMeasured(timeline)) {
      yield '\n';
      yield* renderLedger(picture, palette, context);
    }
    yield* after('\n', renderExits(timeline, palette, context));
    yield* after('\n', renderInitcalls(timeline, palette, context));
    yield* after('\n', renderSilences(timeline, palette, context));
    yield* after('\n', renderUnits(timeline, palette, context));
    yield* after('\n', renderProfile(timeline, palette, context));
  }
}

/** `lead`, and then the lines, if there are any. */
function* after(lead: string, lines: Iterable<string>): Generator<string> {
  let pending = lead;
  for (const line of lines) {
    yield `${pending}${line}`;
    pending = '';
  }
}

/** `a.log, boot 1 of 2: 1050.000 ms, 5 codes, longest kernel (71.4 %)` */
function* renderHeading(timeline: Timeline, { boots, palette, context }: View): Generator<string> {
  const { boot, index, totalNs, events } = timeline;
  const which = boots > 1 ? `, boot ${index + 1} of ${boots}` : '';
  const unit = pickUnit(totalNs, context);
  const facts = isMeasured(timeline)
    ? [writeTime(totalNs, unit), countedPoints(countPoints(events)), ...longestPart(timeline)]
    : ['no codes'];
  if (boot.vmmStartNs !== null) {
    facts.push(`monitor ran ${writeTime(boot.vmmStartNs, pickUnit(boot.vmmStartNs, context))} before`);
  }
  const end = endWords(timeline);
  if (end !== null) facts.push(end);
  const title = printable(`${boot.input}${which}`);
  const [first = '', ...rest] = wrap(printable(`${title}: ${facts.join(', ')}`), context.columns);
  yield `${first.startsWith(title) ? `${palette.strong(title)}${first.slice(title.length)}` : first}\n`;
  for (const line of rest) yield `${line}\n`;
}

function longestPart(timeline: Timeline): readonly string[] {
  const longest = longestRow(timeline.ledger);
  const share = writeShare(longest?.durationNs ?? null, wholeOf(timeline));
  return longest === null || share === '' ? [] : [`longest ${rowTitle(longest.name)} (${share})`];
}
