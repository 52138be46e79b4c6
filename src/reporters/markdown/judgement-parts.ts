/** Comparisons and checks as parts of a comment: what changed or failed in the open, the rest folded away. */
import { writeQuantity } from '../../trace/report/quantity.js';
import type {
  CheckReport,
  CheckResult,
  DiffMark,
  DiffReport,
  DiffRow,
  Verdict,
} from '../../trace/report/report.js';
import { rowTitle } from '../../trace/report/row-title.js';
import { PLAIN_NAMES, type SideNames } from '../../trace/report/side-names.js';
import { shiftText } from '../svg/shifts.js';
import { failedText, shownRows } from '../words/failed-row.js';
import { markLabels, markNoun, marksTitle } from '../words/mark-words.js';
import { pickUnit, type TimeUnit, writeDelta, writeNumber, writeTime } from '../words/time-text.js';
import { folded, type Part, shown } from './fitting.js';
import { code, type MarkdownColumn, plain, tableLines } from './text.js';

const UNICODE = { unicode: true };

/** Read with the word, never alone. */
export const VERDICT_SIGNS: Readonly<Record<Verdict, string>> = {
  regression: '▲',
  gone: '✗',
  improvement: '▼',
  unchanged: '●',
  inconclusive: '○',
  'not-tested': '–',
};

/** Rows that changed and the total; then all rows, codes and moments. */
export function* diffParts({ rows: all, marks, names = PLAIN_NAMES }: DiffReport): Generator<Part> {
  const rows = shownRows(all);
  const unit = pickUnit(
    [...rows, ...marks].reduce((most, { baseNs, headNs }) => Math.max(most, baseNs ?? 0, headNs ?? 0), 0),
    UNICODE,
  );
  const columns = shiftColumns(unit, names);
  const telling = rows.filter(({ verdict, kind }) => verdict !== 'unchanged' || kind === 'total');
  if (telling.length > 0) yield { ...shown(tableLines(columns, telling)), noun: 'rows' };
  if (telling.length < rows.length) yield folded('All rows', tableLines(columns, rows), 'rows');
  if (marks.length > 0)
    yield folded(
      upperFirst(marksTitle(marks)),
      tableLines(markColumns(marks, unit, names), marks),
      markNoun(marks),
    );
}

function upperFirst(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}

function shiftColumns(unit: TimeUnit, names: SideNames): readonly MarkdownColumn<DiffRow>[] {
  return [
    { head: unit.name, align: 'left', cell: ({ name }) => plain(rowTitle(name)) },
    {
      head: plain(names.base),
      align: 'right',
      cell: (row) => failedText(row, 'base') ?? writeNumber(row.baseNs, unit),
    },
    {
      head: plain(names.head),
      align: 'right',
      cell: (row) => failedText(row, 'head') ?? writeNumber(row.headNs, unit),
    },
    { head: 'shift', align: 'right', cell: (row) => plain(shiftText(row, unit, names)) },
    {
      head: '95 % of the shift',
      align: 'right',
      cell: ({ ciNs }) =>
        ciNs === null ? '' : `${writeDelta(ciNs[0], unit)} to ${writeDelta(ciNs[1], unit)}`,
    },
    { head: 'floor', align: 'right', cell: ({ floorNs }) => writeNumber(floorNs ?? null, unit) },
    { head: 'n', align: 'right', cell: ({ baseN, headN }) => `${baseN}/${headN}` },
    { head: 'verdict', align: 'left', cell: ({ verdict }) => verdictText(verdict) },
  ];
}

function verdictText(verdict: Verdict): string {
  const words = `${VERDICT_SIGNS[verdict]} ${verdict}`;
  return verdict === 'regression' || verdict === 'gone' || verdict === 'improvement' ? `**${words}**` : words;
}

function markColumns(
  marks: readonly DiffMark[],
  unit: TimeUnit,
  names: SideNames,
): readonly MarkdownColumn<DiffMark>[] {
  const label = markLabels(marks);
  return [
    {
      head: marks.some((mark) => 'key' in mark) ? 'code or moment' : 'code',
      align: 'left',
      cell: (mark) => plain(label(mark)),
    },
    {
      head: `${plain(names.base)} ${unit.name}`,
      align: 'right',
      cell: ({ baseNs }) => writeNumber(baseNs, unit),
    },
    { head: plain(names.head), align: 'right', cell: ({ headNs }) => writeNumber(headNs, unit) },
    { head: 'shift', align: 'right', cell: ({ deltaNs }) => writeDelta(deltaNs, unit) },
  ];
}

/** Failed assertions, then those that hold. */
export function* checkParts({ results }: CheckReport): Generator<Part> {
  const failed = results.filter(({ passed }) => !passed);
  const held = results.filter(({ passed }) => passed);
  if (failed.length > 0) yield { ...shown(tableLines(checkColumns(), failed)), noun: 'assertions' };
  if (held.length > 0) yield folded(`${held.length} passed`, tableLines(checkColumns(), held), 'assertions');
}

function checkColumns(): readonly MarkdownColumn<CheckResult>[] {
  const written = (value: number | null, unit: CheckResult['unit']): string => {
    if (value === null) return '';
    return unit === 'ns' ? writeTime(value, pickUnit(value, UNICODE)) : writeQuantity(value, unit);
  };
  return [
    { head: '', align: 'left', cell: ({ passed }) => (passed ? '✓ pass' : '**✗ FAIL**') },
    { head: 'assertion', align: 'left', cell: ({ assertion }) => code(assertion) },
    { head: 'found', align: 'right', cell: ({ actual, unit }) => written(actual, unit) },
    { head: 'limit', align: 'right', cell: ({ limit, unit }) => written(limit, unit) },
    { head: 'in words', align: 'left', cell: ({ message }) => plain(message) },
  ];
}
