/** The terminal's view of `check`: every assertion, failed ones with what was expected and found. */
import { printable } from '../../trace/printable.js';
import type { CheckReport } from '../../trace/report/report.js';
import type { RenderContext } from '../reporter.js';
import { wrap } from '../words/text-width.js';
import { renderNotes } from './notes.js';
import type { Palette } from './palette.js';

const INDENT = '      ';

/** Assertions in order, the count, notes. */
export function* renderCheck(
  report: CheckReport,
  palette: Palette,
  context: RenderContext,
): Generator<string> {
  const { results, diagnostics } = report;
  const width = Math.max(context.columns - INDENT.length, 10);
  for (const { assertion, passed, message } of results) {
    yield `${passed ? palette.good('pass') : palette.bad('FAIL')}  ${palette.strong(printable(assertion))}\n`;
    for (const line of wrap(printable(message), width))
      yield `${INDENT}${passed ? palette.faint(line) : line}\n`;
  }
  const failed = results.filter((result) => !result.passed).length;
  const count =
    failed === 0
      ? palette.good(`all ${results.length} hold`)
      : palette.bad(`${failed} of ${results.length} failed`);
  yield `\n${count}\n`;
  yield* renderNotes(diagnostics, palette, context);
}
