/** The terminal's view of `classify`: codes one by one, or the table in force as ranges and names. */
import { formatCode } from '../../trace/event.js';
import { printable } from '../../trace/printable.js';
import type { ClassifiedCode, ClassifyReport } from '../../trace/report/report.js';
import { rangeOf } from '../../trace/stage-table.js';
import type { RenderContext } from '../reporter.js';
import { listedCodes } from '../words/code-list.js';
import { type Column, renderGrid } from './aligned-table.js';
import type { Palette } from './palette.js';

/** More codes than this are shown as ranges. */
const MAX_SINGLE = 32;

interface Run extends ClassifiedCode {
  readonly last: number;
}

/** One line per code or range. */
export function* renderClassify(
  report: ClassifyReport,
  palette: Palette,
  context: RenderContext,
): Generator<string> {
  const codes = listedCodes(report);
  const order = [...report.table.ranges.map((range) => range.stage), report.table.fallback];
  const rows =
    codes.length > MAX_SINGLE ? joinRuns(codes) : codes.map((code): Run => ({ ...code, last: code.code }));
  const columns: readonly Column<Run>[] = [
    { head: 'code', align: 'left', text: ({ code, last }) => rangeText(code, last) },
    {
      head: 'stage',
      align: 'left',
      text: ({ stage }) => stage,
      paint: ({ stage }) => palette.stage(order.indexOf(stage)),
    },
    { head: 'name', align: 'left', text: ({ name }) => printable(name ?? ''), min: 16 },
    {
      head: 'order',
      align: 'left',
      text: ({ code }) => (isUnordered(code, report) ? 'unordered' : ''),
      drop: 1,
    },
  ];
  yield* renderGrid(columns, rows, context);
}

function rangeText(from: number, to: number): string {
  return from === to ? formatCode(from) : `${formatCode(from)}-${formatCode(to)}`;
}

function isUnordered(code: number, { table }: ClassifyReport): boolean {
  return rangeOf(table, code)?.unordered ?? true;
}

/** Neighbours of one stage without names become one row. */
function joinRuns(codes: readonly ClassifiedCode[]): readonly Run[] {
  const runs: Run[] = [];
  for (const code of codes) {
    const last = runs.at(-1);
    const joins =
      last?.stage === code.stage && last.last === code.code - 1 && last.name === null && code.name === null;
    if (last && joins) runs[runs.length - 1] = { ...last, last: code.code };
    else runs.push({ ...code, last: code.code });
  }
  return runs;
}
