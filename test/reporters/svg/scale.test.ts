import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import {
  anchorAt,
  axisMarks,
  percent,
  percentWidth,
  ticks,
  tickText,
} from '../../../src/reporters/svg/scale.js';

const MS = { name: 'ms', ns: 1e6 };

describe('ticks', () => {
  it('are round values from end to end', () => {
    expect(ticks({ from: 0, to: 53_131_000 }, 6).map((at) => tickText(at, MS))).toEqual([
      '0 ms',
      '10 ms',
      '20 ms',
      '30 ms',
      '40 ms',
      '50 ms',
    ]);
    expect(ticks({ from: -5, to: 5 }, 4)).toEqual([-5, 0, 5]);
    expect(ticks({ from: 7, to: 7 }, 5)).toEqual([7]);
  });

  it('at the ends are not lost to rounding', () => {
    expect(ticks({ from: 1e-8, to: 100 - 1e-8 }, 5)).toEqual([0, 20, 40, 60, 80, 100]);
  });

  it('are few, evenly apart and inside, whatever the scale', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -1e9, max: 1e12 }),
        fc.integer({ min: 1, max: 1e12 }),
        fc.integer({ min: 2, max: 10 }),
        (from, length, most) => {
          const found = ticks({ from, to: from + length }, most);
          expect(found.length).toBeLessThanOrEqual(most + 1);
          const steps = new Set(found.slice(1).map((at, place) => at - found[place]!));
          expect(steps.size).toBeLessThanOrEqual(1);
          for (const at of found) {
            expect(at).toBeGreaterThanOrEqual(from - length * 1e-9);
            expect(at).toBeLessThanOrEqual(from + length * (1 + 1e-9));
          }
        },
      ),
    );
  });
});

describe('places', () => {
  it('are percent of the scale', () => {
    expect(percent({ from: 0, to: 200 }, 50)).toBe(25);
    expect(percent({ from: -10, to: 10 }, 0)).toBe(50);
    expect(percent({ from: 3, to: 3 }, 3)).toBe(50);
    expect(percentWidth({ from: 0, to: 4 }, 1, 2)).toBe(25);
  });

  it('never make a width below nothing', () => {
    fc.assert(
      fc.property(fc.nat(1e9), fc.nat(1e9), fc.nat(1e9), (to, start, length) => {
        expect(percentWidth({ from: 0, to }, start, start + length)).toBeGreaterThanOrEqual(0);
      }),
    );
  });

  it('keep the text of the outermost ticks inside', () => {
    expect([0, 50, 100].map(anchorAt)).toEqual(['start', 'middle', 'end']);
  });
});

test('a scale without length has its values in the middle, and one tick', () => {
  expect(percent({ from: 5, to: 5 }, 5)).toBe(50);
  expect(ticks({ from: 5, to: 5 }, 6)).toEqual([5]);
  expect(ticks({ from: 5, to: 4 }, 6)).toEqual([5]);
});

test('an axis has a mark for each round time, whose text stays inside', () => {
  expect(axisMarks({ from: 0, to: 10e6 }, MS)).toEqual([
    { at: 0, text: '0 ms', anchor: 'start' },
    { at: 20, text: '2 ms', anchor: 'middle' },
    { at: 40, text: '4 ms', anchor: 'middle' },
    { at: 60, text: '6 ms', anchor: 'middle' },
    { at: 80, text: '8 ms', anchor: 'middle' },
    { at: 100, text: '10 ms', anchor: 'end' },
  ]);
});
