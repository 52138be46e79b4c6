/** What was judged: comparisons, assertions. A verdict is a word and a symbol, and only then a colour. */
import type { CheckReport, DiffMark, DiffReport, DiffRow, Verdict } from '../../trace/report/report.js';
import { rowTitle } from '../../trace/report/row-title.js';
import { PLAIN_NAMES, type SideNames } from '../../trace/report/side-names.js';
import { drawShifts, shiftText } from '../svg/shifts.js';
import { failedText, shownRows } from '../words/failed-row.js';
import { markLabels, markNoun } from '../words/mark-words.js';
import { type Markup, markup } from '../words/markup.js';
import { pickUnit, type TimeUnit, writeDelta, writeNumber } from '../words/time-text.js';
import { dataTable, figure, type HtmlColumn, type Section } from './section.js';

const UNICODE = { unicode: true };

/** Always shown together with the word. */
const SIGNS: Readonly<Record<Verdict, string>> = {
  regression: '▲',
  gone: '✗',
  improvement: '▼',
  unchanged: '●',
  inconclusive: '○',
  'not-tested': '–',
};

function verdictWord(verdict: Verdict): Markup {
  return markup`<span class="verdict ${verdict}"><span aria-hidden="true">${SIGNS[verdict]}</span> ${verdict}</span>`;
}

function largest(
  rows: readonly { readonly baseNs: number | null; readonly headNs: number | null }[],
): number {
  return rows.reduce((most, { baseNs, headNs }) => Math.max(most, baseNs ?? 0, headNs ?? 0), 0);
}

/** The shift of each row, and its numbers. */
export function shiftSection({ rows: all, verdict, names = PLAIN_NAMES }: DiffReport): Section | null {
  const rows = shownRows(all);
  if (rows.length === 0) return null;
  const unit = pickUnit(largest(rows), UNICODE);
  return {
    id: 'comparison',
    title: 'Shift of each row',
    body: [
      markup`<p>Verdict: ${verdictWord(verdict)}</p>`,
      figure(drawShifts(rows, `Shift of each row, ${names.head} against ${names.base}`, names)),
      markup`<p class="soft">Right is slower, left is faster. The line is the 95 % interval of the shift, if both sides have enough boots.</p>
`,
      dataTable('Medians and shifts', shiftColumns(unit, names), rows),
    ],
  };
}

function shiftColumns(unit: TimeUnit, names: SideNames): readonly HtmlColumn<DiffRow>[] {
  const interval = ({ ciNs }: DiffRow): string =>
    ciNs === null ? '' : `${writeDelta(ciNs[0], unit)} to ${writeDelta(ciNs[1], unit)}`;
  return [
    { head: unit.name, look: 'text', cell: ({ name }) => rowTitle(name) },
    {
      head: names.base,
      look: 'number',
      cell: (row) => failedText(row, 'base') ?? writeNumber(row.baseNs, unit),
    },
    {
      head: names.head,
      look: 'number',
      cell: (row) => failedText(row, 'head') ?? writeNumber(row.headNs, unit),
    },
    {
      head: 'shift',
      look: 'number',
      cell: (row) => (row.deltaNs === null ? '' : shiftText(row, unit, names)),
    },
    { head: '95 % of the shift', look: 'number', cell: interval },
    { head: 'floor', look: 'number', cell: ({ floorNs }) => writeNumber(floorNs ?? null, unit) },
    { head: 'p', look: 'number', cell: ({ pAdjusted }) => probability(pAdjusted) },
    { head: 'n', look: 'number', cell: ({ baseN, headN }) => `${baseN}/${headN}` },
    { head: 'verdict', look: 'text', cell: ({ verdict }) => verdictWord(verdict) },
  ];
}

function probability(p: number | null): string {
  if (p === null) return '';
  return p < 0.0001 ? '<0.0001' : p.toFixed(4);
}

/** Maximum number of listed codes. */
const MAX_MARKS = 500;

/** Code by code and moment by moment, since zero. */
export function marksSection({ marks, names = PLAIN_NAMES }: DiffReport): Section | null {
  if (marks.length === 0) return null;
  const unit = pickUnit(largest(marks), UNICODE);
  const noun = markNoun(marks);
  const columns: readonly HtmlColumn<DiffMark>[] = [
    { head: noun === 'codes' ? 'code' : 'code or moment', look: 'text', cell: markLabels(marks) },
    { head: `${names.base} ${unit.name}`, look: 'number', cell: ({ baseNs }) => writeNumber(baseNs, unit) },
    { head: names.head, look: 'number', cell: ({ headNs }) => writeNumber(headNs, unit) },
    { head: 'shift', look: 'number', cell: ({ deltaNs }) => writeDelta(deltaNs, unit) },
  ];
  const body = [dataTable(`Time of ${noun} since zero, medians`, columns, marks.slice(0, MAX_MARKS))];
  if (marks.length > MAX_MARKS)
    body.push(markup`<p class="soft">${marks.length - MAX_MARKS} more ${noun}.</p>\n`);
  return { id: 'codes', title: `${noun.charAt(0).toUpperCase()}${noun.slice(1)}`, body };
}

/** Every assertion with what was expected and found, failed ones first. */
export function checkSection({ results }: CheckReport): Section {
  const ordered = [...results.filter(({ passed }) => !passed), ...results.filter(({ passed }) => passed)];
  const items = ordered.map(
    ({ assertion, passed, message }) =>
      markup`<li>${resultWord(passed)} <strong>${assertion}</strong><p>${message}</p></li>\n`,
  );
  return { id: 'assertions', title: 'Assertions', body: [markup`<ul class="results">\n${items}</ul>\n`] };
}

function resultWord(passed: boolean): Markup {
  return passed
    ? markup`<span class="verdict improvement"><span aria-hidden="true">✓</span> pass</span>`
    : markup`<span class="verdict regression"><span aria-hidden="true">✗</span> FAIL</span>`;
}
