/** A line as a scanner gives it out, for tests that feed a parser by hand. */
import type { SourceLine } from '../../src/formats/reading/format.js';

/** `before` stands in front of the line in its memory. */
export function sourceLine(text: string, { number = 1, before = '' } = {}): SourceLine {
  const block = Buffer.from(`${before}${text}\n`);
  return { number, text, block, start: Buffer.byteLength(before), end: block.length - 1 };
}
