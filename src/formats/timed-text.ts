/**
 * Any text whose lines begin with a time: seconds, or a number with a unit. It is the fallback for text that no other
 * format knows. Most lines must have the same form, and their times must rise.
 */
import { BANNER_MARKS } from '../trace/banners.js';
import type { TraceFormat } from './reading/format.js';
import { type TimedLine, TimedLineParser } from './reading/timed-lines.js';
import { unwrapLine, unwrapLines } from './reading/wrappings.js';
import { findShape, readShape, type Shape } from './timed-text/shapes.js';

const REMARKS = {
  'other-zero': {
    severity: 'note',
    message:
      'Times are the numbers in front of the lines, in seconds if no unit is printed. The text does not say from where they count.',
    once: true,
  },
} as const;

type Code = keyof typeof REMARKS;

export const timedText: TraceFormat = {
  id: 'timed-text',
  title: 'text with times of its own',
  needles: [],
  needsHead: true,
  marks: BANNER_MARKS,
  sniff: (head) => (shapeOf(head) === null ? 'no' : 'guess'),
  createParser: (options) => {
    const shape = shapeOf(options.head?.() ?? '');
    return new TimedLineParser<Code>(options, {
      channel: 'serial',
      parseLine: (row) => (shape === null ? null : lineOf(shape, row)),
      remarks: REMARKS,
      expected: 'a time in seconds, or one with a unit, as most lines of such a text do',
    });
  },
};

function shapeOf(head: string): Shape | null {
  return findShape(head.split('\n')) ?? findShape(unwrapLines(head).map(({ text }) => text));
}

function lineOf(shape: Shape, row: string): TimedLine<Code> | null {
  const bare = readShape(shape, row);
  const line = { clock: 'guest-monotonic', remark: 'other-zero' } as const;
  if (bare !== null) return { ...line, ...bare };
  const { text, writer } = unwrapLine(row);
  const inner = text === row ? null : readShape(shape, text);
  return inner === null ? null : { ...line, ...inner, writer };
}
