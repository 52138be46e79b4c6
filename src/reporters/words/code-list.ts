/**
 * The codes that a `classify` report is about: those asked for, or the whole table when none were. The table has every code of one byte,
 * and those of two bytes that it names or that a range of it holds.
 */

import { MAX_CODE } from '../../trace/event.js';
import type { ClassifiedCode, ClassifyReport } from '../../trace/report/report.js';
import { rangeOf } from '../../trace/stage-table.js';

/** One entry per code. */
export function listedCodes({ codes, table }: ClassifyReport): readonly ClassifiedCode[] {
  if (codes.length > 0) return codes;
  const listed: ClassifiedCode[] = [];
  for (let code = 0; code <= MAX_CODE; code++) {
    const range = rangeOf(table, code);
    const name = table.names.get(code) ?? null;
    if (code <= 0xff || range !== undefined || name !== null) {
      listed.push({ code, stage: range?.stage ?? table.fallback, name });
    }
  }
  return listed;
}
