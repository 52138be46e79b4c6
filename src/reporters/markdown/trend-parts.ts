/** A series as parts of a comment: each row from first to last with where its level changes, then the totals input by input. */
import type { TrendReport, TrendRow } from '../../trace/report/report.js';
import { rowTitle } from '../../trace/report/row-title.js';
import { sparkline } from '../words/sparkline.js';
import { pickUnit, writeChange, writeNumber } from '../words/time-text.js';
import { folded, type Part, shown } from './fitting.js';
import { code, tableLines } from './text.js';

const UNICODE = { unicode: true };

/** Rows in the open, inputs folded away. */
export function* trendParts({ points, rows }: TrendReport): Generator<Part> {
  const all = rows.flatMap(({ values }) => values);
  const unit = pickUnit(
    all.reduce((most, { medianNs }) => Math.max(most, medianNs ?? 0), 0),
    UNICODE,
  );
  const medians = ({ values }: TrendRow) => values.map(({ medianNs }) => medianNs);
  const known = (row: TrendRow) => row.values.filter(({ medianNs }) => medianNs !== null);
  const table = tableLines(
    [
      { head: unit.name, align: 'left', cell: ({ name }) => code(rowTitle(name)) },
      { head: 'over time', align: 'left', cell: (row) => sparkline(medians(row), { width: 24, ...UNICODE }) },
      { head: 'first', align: 'right', cell: (row) => writeNumber(known(row)[0]?.medianNs ?? null, unit) },
      { head: 'last', align: 'right', cell: (row) => writeNumber(known(row).at(-1)?.medianNs ?? null, unit) },
      { head: 'change', align: 'right', cell: (row) => percent(known(row).at(-1)?.firstPct ?? null) },
      { head: 'level changes', align: 'left', cell: changes },
    ],
    rows,
  );
  if (rows.length > 0) yield { ...shown(table), noun: 'rows' };
  const total = rows.find(({ kind }) => kind === 'total');
  const inputs = points.map((point, at) => ({ at, point, value: total?.values[at] }));
  const list = tableLines(
    [
      { head: 'number', align: 'right', cell: ({ at }) => `${at + 1}` },
      { head: 'input', align: 'left', cell: ({ point }) => code(point.input) },
      { head: 'started', align: 'left', cell: ({ point }) => point.startedAt ?? '' },
      { head: 'boots', align: 'right', cell: ({ point }) => `${point.boots}` },
      {
        head: 'failed',
        align: 'right',
        cell: ({ point: { failedBoots } }) => (failedBoots > 0 ? `${failedBoots}` : ''),
      },
      {
        head: `total ${unit.name}`,
        align: 'right',
        cell: ({ value }) => writeNumber(value?.medianNs ?? null, unit),
      },
      { head: 'change', align: 'right', cell: ({ value }) => percent(value?.previousPct ?? null) },
    ],
    inputs,
  );
  if (points.length > 0) yield folded('Totals', list, 'inputs');
}

function percent(value: number | null): string {
  return value === null ? '' : `${writeChange(value)} %`;
}

/** `▲ regression at 3` */
function changes({ values }: TrendRow): string {
  return values
    .flatMap(({ change }, at) =>
      change === null ? [] : [`**${change === 'regression' ? '▲' : '▼'} ${change} at ${at + 1}**`],
    )
    .join(', ');
}
