/** Boots as parts of a comment: first the timeline, then its explanation, then folded details. */
import type { ExitCount, UnitTime } from '../../trace/boot.js';
import { formatCode, type Nanoseconds } from '../../trace/event.js';
import { isToldByText } from '../../trace/profile/initcall.js';
import { type BootsReport, largestNs, type SummaryRow } from '../../trace/report/report.js';
import { rowTitle } from '../../trace/report/row-title.js';
import { type Silence, silencesOf } from '../../trace/report/silences.js';
import { isMeasured, type TimedEvent, type Timeline } from '../../trace/report/timeline.js';
import { extentBar } from '../words/bars.js';
import { type BootPicture, type PictureRow, picturesOf, pictureTitle } from '../words/boot-picture.js';
import { eventSubject, eventWords } from '../words/event-words.js';
import { describeAccess, exitCosts } from '../words/exit-words.js';
import { bootRoles } from '../words/headline.js';
import { counted, spanCodes } from '../words/ledger-words.js';
import {
  describeInitcalls,
  describeUnreturned,
  type SlowInitcalls,
  slowInitcalls,
  type TimedInitcall,
} from '../words/slow-initcalls.js';
import { silenceColumns, unitColumns, type WordColumn } from '../words/slow-rows.js';
import {
  pickUnit,
  writeDelta,
  writeNumber,
  writeRowNumber,
  writeShare,
  writeTime,
} from '../words/time-text.js';
import { folded, type Part, shown } from './fitting.js';
import { diffParts } from './judgement-parts.js';
import { code, type MarkdownColumn, plain, tableLines } from './text.js';

/** Rows of the table of units. */
const MOST_UNITS = 12;
const UNICODE = { unicode: true };
const BAR_WIDTH = 24;
const MOST_INITCALLS = 12;

/** Timeline, statistics, exits, boots, events: those that there are. A comparison comes before all of them. */
export function* bootsParts(report: BootsReport): Generator<Part> {
  const { timelines, summary, comparison } = report;
  const pictures = picturesOf(report);
  if (comparison !== undefined) yield* diffParts(comparison);
  for (const { title, picture } of pictures) {
    const lines = ledgerLines(picture);
    if (lines.length === 0) continue;
    yield pictures.length === 1 ? { ...shown(lines), noun: 'rows' } : folded(title, lines, 'rows');
  }
  if (summary !== null) {
    yield folded('Statistics of each row', tableLines(summaryColumns(summary), summary), 'rows');
    yield folded(counted(timelines.length, 'boot'), tableLines(bootColumns(timelines), timelines), 'boots');
    return;
  }
  for (const only of timelines) {
    const costs = exitCosts(only);
    if (costs !== null)
      yield folded('Why: what made the guest exit', tableLines(exitColumns(only), costs.telling), 'rows');
    const initcalls = slowInitcalls(only, MOST_INITCALLS);
    if (initcalls !== null) yield initcallsPart(only, initcalls);
    const silences = silencesOf(only);
    if (silences.length > 0) yield silencesPart(only, silences);
    if (only.boot.units !== undefined) yield unitsPart(only.boot.units);
    if (only.events.length > 0) yield eventsPart(only);
  }
}

function ledgerLines({ rows, totalNs, wholeNs }: BootPicture): readonly string[] {
  const unit = pickUnit(totalNs, UNICODE);
  const share = (timeNs: Nanoseconds): number => (totalNs > 0 ? timeNs / totalNs : 0);
  const bar = ({ kind, startNs, endNs }: PictureRow): string =>
    kind === 'end'
      ? ''
      : extentBar({ start: share(startNs), end: share(endNs) }, { width: BAR_WIDTH, unicode: true });
  return tableLines<PictureRow>(
    [
      { head: 'row', align: 'left', cell: (row) => `${indent(row)}${plain(pictureTitle(row))}` },
      // Spaces that HTML would join are written so that it does not.
      { head: 'when', align: 'left', cell: (row) => `<code>${bar(row).replaceAll(' ', '\u00a0')}</code>` },
      { head: unit.name, align: 'right', cell: ({ durationNs }) => writeRowNumber(durationNs, unit) },
      { head: 'share', align: 'right', cell: ({ durationNs }) => writeShare(durationNs, wholeNs) },
      { head: 'codes', align: 'left', cell: ({ span }) => spanCodes(span) },
    ],
    rows,
  );
}

/** Puts a phase under its stage: spaces at the start of a cell would be taken away. */
function indent({ kind }: PictureRow): string {
  return kind === 'phase' ? '\u00a0\u00a0' : '';
}

function summaryColumns(rows: readonly SummaryRow[]): readonly MarkdownColumn<SummaryRow>[] {
  const unit = pickUnit(largestNs(rows), UNICODE);
  const time = (
    head: string,
    value: (row: SummaryRow) => Nanoseconds | null,
  ): MarkdownColumn<SummaryRow> => ({
    head,
    align: 'right',
    cell: (row) => writeNumber(value(row), unit),
  });
  return [
    { head: unit.name, align: 'left', cell: ({ name }) => plain(rowTitle(name)) },
    { head: 'side', align: 'left', cell: ({ side }) => side ?? '' },
    { head: 'n', align: 'right', cell: ({ n }) => `${n}` },
    { ...time('median', (row) => row.medianNs), cell: ({ medianNs }) => writeRowNumber(medianNs, unit) },
    {
      head: '95 % of the median',
      align: 'right',
      cell: ({ ciNs }) =>
        ciNs === null ? '' : `${writeNumber(ciNs[0], unit)} to ${writeNumber(ciNs[1], unit)}`,
    },
    time('min', (row) => row.minNs),
    time('max', (row) => row.maxNs),
    time('p95', (row) => row.p95Ns),
    { head: 'outliers', align: 'right', cell: ({ outliers }) => `${outliers.length || ''}` },
  ];
}

function bootColumns(timelines: readonly Timeline[]): readonly MarkdownColumn<Timeline>[] {
  const unit = pickUnit(
    timelines.reduce((most, { totalNs }) => Math.max(most, totalNs), 0),
    UNICODE,
  );
  return [
    { head: 'boot', align: 'right', cell: ({ index }) => `${index + 1}` },
    {
      head: `total ${unit.name}`,
      align: 'right',
      cell: (timeline) => (isMeasured(timeline) ? writeNumber(timeline.totalNs, unit) : 'no codes'),
    },
    { head: 'role', align: 'left', cell: (timeline) => bootRoles(timeline).join(', ') },
    { head: 'ended by', align: 'left', cell: ({ boot }) => boot.stop?.reason ?? '' },
    { head: 'input', align: 'left', cell: ({ boot }) => code(boot.input) },
  ];
}

function exitColumns(timeline: Timeline): readonly MarkdownColumn<ExitCount>[] {
  const costs = exitCosts(timeline);
  const unit = pickUnit(costs?.telling[0]?.totalNs ?? 0, UNICODE);
  return [
    { head: 'stage', align: 'left', cell: ({ stage }) => plain(rowTitle(stage)) },
    { head: 'exits', align: 'right', cell: ({ count }) => `${count}` },
    { head: 'for', align: 'left', cell: (row) => plain(describeAccess(row)) },
    { head: unit.name, align: 'right', cell: ({ totalNs }) => writeNumber(totalNs, unit) },
    { head: 'share', align: 'right', cell: ({ totalNs }) => writeShare(totalNs, costs?.wholeNs ?? 0) },
  ];
}

/** The slowest, and those that never returned. */
function initcallsPart({ events }: Timeline, found: SlowInitcalls): Part {
  const unit = pickUnit(events.at(-1)?.timeNs ?? 0, UNICODE);
  const columns: readonly MarkdownColumn<TimedInitcall>[] = [
    { head: 'initcall', align: 'left', cell: ({ name }) => code(name) },
    { head: unit.name, align: 'right', cell: ({ durationNs }) => writeNumber(durationNs, unit) },
    { head: 'share', align: 'right', cell: ({ durationNs }) => writeShare(durationNs, found.wholeNs) },
    { head: 'began at', align: 'right', cell: ({ startNs }) => writeNumber(startNs, unit) },
  ];
  const words = describeInitcalls(found, writeTime(found.wholeNs, unit));
  const hung = describeUnreturned(found, (timeNs) => writeTime(timeNs, unit));
  const title = found.slowest.length === 0 ? 'Initcalls' : words;
  const lines = tableLines(columns, found.slowest);
  const part = folded(plain(title), lines, 'rows');
  return hung === null ? part : { ...part, close: `\n${plain(hung)}\n${part.close}` };
}

function silencesPart({ events }: Timeline, silences: readonly Silence[]): Part {
  const unit = pickUnit(events.at(-1)?.timeNs ?? 0, UNICODE);
  return folded('Longest silences', tableLines(silenceColumns(unit).map(drawn), silences), 'rows');
}

function unitsPart(units: readonly UnitTime[]): Part {
  return folded(
    'Slowest units',
    tableLines(unitColumns(units, UNICODE).map(drawn), units.slice(0, MOST_UNITS)),
    'units',
  );
}

/** What comes from a guest is code. */
function drawn<Row>({ head, holds, cell }: WordColumn<Row>): MarkdownColumn<Row> {
  const write = holds === 'number' ? (text: string) => text : holds === 'words' ? plain : code;
  return { head, align: holds === 'number' ? 'right' : 'left', cell: (row) => write(cell(row)) };
}

/** Row by row, because a trace may have a million rows and a comment only a few hundred. */
function eventsPart(timeline: Timeline): Part {
  const events = timeline.events.filter((event) => !isToldByText(event));
  const unit = pickUnit(events.at(-1)?.timeNs ?? 0, UNICODE);
  return {
    open: `\n<details><summary>${counted(events.length, 'event')}</summary>\n\n| ${unit.name} | delta | stage | code | name |\n| ---: | ---: | :--- | :--- | :--- |\n`,
    lines: eventLines(events, unit),
    close: '\n</details>\n',
    noun: 'events',
  };
}

function* eventLines(events: readonly TimedEvent[], unit: ReturnType<typeof pickUnit>): Generator<string> {
  for (const event of events) {
    const cells = [
      writeNumber(event.timeNs, unit),
      writeDelta(event.deltaNs, unit),
      plain(eventSubject(event)),
      event.kind === 'code' ? formatCode(event.code) : '',
      code(eventWords(event)),
    ];
    yield `| ${cells.join(' | ')} |\n`;
  }
}
