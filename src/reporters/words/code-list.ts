/** The codes that a `classify` report is about: those asked for, or the whole table when none were. */
import type { ClassifiedCode, ClassifyReport } from '../../trace/report/report.js';
import { rangeOf } from '../../trace/stage-table.js';

/** One entry per code. */
export function listedCodes({ codes, table }: ClassifyReport): readonly ClassifiedCode[] {
  if (codes.length > 0) return codes;
  return Array.from({ length: 256 }, (_, code): ClassifiedCode => {
    const range = rangeOf(table, code);
    return { code, stage: range?.stage ?? table.fallback, name: table.names.get(code) ?? null };
  });
}
