/** What the bundle has in place of packages: the same answers, sooner. */
import { createRequire } from 'node:module';
import path from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ROOT } from '../helpers/run-cli.js';

const require = createRequire(path.join(ROOT, 'package.json'));
type Width = (text: string) => number;
const standIn = require(path.join(ROOT, 'scripts/stubs/string-width.cjs')) as Width;
const original = require(path.join(ROOT, 'node_modules/string-width/index.js')) as Width;

const piece = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 8 }),
  fc.string({ maxLength: 20, size: 'max' }),
  fc.constantFrom(
    '│',
    '─',
    '█',
    '…',
    'µs',
    '·',
    '✓',
    '✔',
    '日本',
    '👩‍👩‍👧',
    '\x1b[31m',
    '\x1b[1;38;5;3m',
    '\x1b[0m',
    '\x1b[2K',
    '\x1b[',
  ),
);

test('string-width: every text is as wide as the package says', () => {
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 6 }), (pieces) => {
      const text = pieces.join('');
      expect(standIn(text)).toBe(original(text));
    }),
    { numRuns: 2000 },
  );
});

test('string-width: every character that it answers for itself is one column wide', () => {
  for (let unit = 0; unit <= 0xffff; unit++) {
    const text = `a${String.fromCharCode(unit)}b`;
    expect([unit, standIn(text)]).toEqual([unit, original(text)]);
  }
});
