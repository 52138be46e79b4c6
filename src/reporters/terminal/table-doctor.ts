/** The terminal's view of `doctor`: what this host can do, and what to do where it cannot. */
import { printable } from '../../trace/printable.js';
import type { DoctorFinding, DoctorReport } from '../../trace/report/report.js';
import type { RenderContext } from '../reporter.js';
import { wrap } from '../words/text-width.js';
import type { Paint, Palette } from './palette.js';

const STATUS_WIDTH = 'warning'.length;

/** Findings in order, each with its next steps. */
export function* renderDoctor(
  { findings }: DoctorReport,
  palette: Palette,
  context: RenderContext,
): Generator<string> {
  const subjectWidth = Math.min(Math.max(0, ...findings.map(({ subject }) => printable(subject).length)), 24);
  const indent = ' '.repeat(STATUS_WIDTH + 2 + subjectWidth + 2);
  const narrow = context.columns < indent.length + 30;
  const margin = narrow ? '  ' : indent;
  const width = Math.max(context.columns - margin.length, 10);
  const paints: Readonly<Record<DoctorFinding['status'], Paint>> = {
    ok: palette.good,
    warning: palette.caution,
    failed: palette.bad,
  };
  for (const { subject, status, message, nextSteps } of findings) {
    const head = `${paints[status](status.padEnd(STATUS_WIDTH))}  ${palette.strong(printable(subject).padEnd(subjectWidth))}`;
    const [first = '', ...rest] = wrap(printable(message), width);
    yield narrow ? `${head.trimEnd()}\n${margin}${first}\n` : `${head}  ${first}\n`;
    for (const line of rest) yield `${margin}${line}\n`;
    for (const step of nextSteps) yield `${margin}${palette.caution('try:')} ${printable(step)}\n`;
  }
}
