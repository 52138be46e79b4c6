import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { deltaBar, extentBar, extentLine, tickLine } from '../../../src/reporters/words/bars.js';

const BLOCKS = { width: 8, unicode: true };
const ASCII = { width: 8, unicode: false };

describe('extentBar', () => {
  it.each([
    [0, 1, '████████', '########'],
    [0, 0.5, '████    ', '####    '],
    [0.5, 1, '    ████', '    ####'],
    [0, 0.32, '██▌     ', '###     '],
    [0.0625, 0.25, '▐█      ', '##      '],
    [0.11, 0.25, '▕█      ', ' #      '],
    [0.28, 0.34, '  │     ', '  |     '],
    [0, 0, '▏       ', '|       '],
    [0.3, 0.3, '  ▏     ', '  |     '],
    [0.3, 0.303, '  ▏     ', '  |     '],
    [0.3125, 0.3125, '  ▕     ', '  |     '],
    [0.02, 0.25, '██      ', '##      '],
    [0.122, 0.25, ' █      ', ' #      '],
    [0.0, 0.003, '▏       ', '|       '],
    [0.03, 0.09, '│       ', '|       '],
    [0.01, 0.124, '█       ', '#       '],
    [1, 1, '       ▕', '       |'],
  ])('from %d to %d', (start, end, blocks, ascii) => {
    expect(extentBar({ start, end }, BLOCKS)).toBe(blocks);
    expect(extentBar({ start, end }, ASCII)).toBe(ascii);
  });

  it('always takes the width and leaves a mark', () => {
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(share, share, fc.integer({ min: 1, max: 60 }), fc.boolean(), (a, b, width, unicode) => {
        const bar = extentBar({ start: Math.min(a, b), end: Math.max(a, b) }, { width, unicode });
        expect([...bar]).toHaveLength(width);
        expect(bar.trim()).not.toBe('');
        if (!unicode) expect(bar).toMatch(/^[ #|]*$/);
      }),
      { numRuns: 500 },
    );
  });
});

describe('deltaBar', () => {
  it.each([
    [1, '    │████'],
    [-1, '████│    '],
    [0.5, '    │██  '],
    [-0.01, '    │    '],
    [0, '    │    '],
  ])('%d', (share, bar) => expect(deltaBar(share, { width: 9, unicode: true })).toBe(bar));
  it('in ASCII', () => expect(deltaBar(-0.5, { width: 9, unicode: false })).toBe('  ##|    '));
});

describe('extentLine', () => {
  it.each([
    [0, 1, '--------'],
    [0.5, 0.75, '    --  '],
    [0.3, 0.3, '  -     '],
    [1, 1, '       -'],
  ])('from %f to %f', (start, end, line) => expect(extentLine({ start, end }, 8, '-')).toBe(line));

  it('is as wide as it was told, and never empty', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.integer({ min: 1, max: 60 }),
        (start, width) => {
          const line = extentLine({ start, end: start }, width, '-');
          expect([line.length, line.trim()]).toEqual([width, '-']);
        },
      ),
    );
  });
});

test('ticks stand at their places, the later one in front', () => {
  const ticks = [0, 0.5, 0.55, 1].map((at, place) => ({ at, character: 'abcd'[place]! }));
  expect(tickLine(ticks, 8)).toBe('a   c  d');
  expect(tickLine([], 3)).toBe('   ');
});
