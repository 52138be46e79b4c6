/** Notes and warnings in words, at the end of a report, wrapped to its width. */
import type { Diagnostic } from '../../trace/diagnostic.js';
import { printable } from '../../trace/printable.js';
import type { RenderContext } from '../reporter.js';
import { wrap } from '../words/text-width.js';
import type { Palette } from './palette.js';

/** Guest text can be part of a message: it is cut to this. */
const MAX_MESSAGE = 8000;

/** `note: a.log:12: words`; lines after the first are kept as they are, since they may be a file to save. */
export function* renderNotes(
  diagnostics: readonly Diagnostic[],
  palette: Palette,
  { columns }: RenderContext,
): Generator<string> {
  if (diagnostics.length > 0) yield '\n';
  for (const { severity, message, input, line } of diagnostics) {
    const paint = severity === 'warning' ? palette.caution : palette.strong;
    const place = input === null ? '' : `${printable(input)}${line === null ? '' : `:${line}`}: `;
    const [words = '', ...rest] = message.slice(0, MAX_MESSAGE).split('\n').map(printable);
    const lines = wrap(`${severity}: ${place}${words}`, columns);
    const first = lines[0] ?? '';
    yield `${paint(first.slice(0, severity.length + 1))}${first.slice(severity.length + 1)}\n`;
    for (const more of lines.slice(1)) yield `${more}\n`;
    for (const verbatim of rest) yield `    ${verbatim}\n`;
  }
}
