import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  around,
  describeView,
  isWhole,
  moved,
  placeAt,
  placeBar,
  within,
  zoomed,
} from '../../../../src/reporters/html/client/view.js';

const TOTAL = 480_000_000;
const WHOLE = { from: 0, to: TOTAL };

describe('a view', () => {
  it('zooms around the place that stays', () => {
    expect(zoomed(WHOLE, 0.5)).toEqual({ from: 120e6, to: 360e6 });
    expect(zoomed({ from: 100, to: 300 }, 0.5, 0)).toEqual({ from: 100, to: 200 });
    expect(zoomed({ from: 100, to: 300 }, 2, 1)).toEqual({ from: -100, to: 300 });
  });

  it('moves by a share of what is shown', () => {
    expect(moved({ from: 100, to: 300 }, 0.2)).toEqual({ from: 140, to: 340 });
    expect(moved({ from: 100, to: 300 }, -0.5)).toEqual({ from: 0, to: 200 });
  });

  it('has room around one row, also around one without length', () => {
    expect(around({ from: 100, to: 300 }, TOTAL)).toEqual({ from: 90, to: 310 });
    expect(around({ from: 100, to: 100 }, 1000)).toEqual({ from: 95, to: 105 });
  });

  it('stays within the whole and is never too short', () => {
    expect(within(TOTAL, { from: -50e6, to: 50e6 })).toEqual({ from: 0, to: 100e6 });
    expect(within(TOTAL, { from: 400e6, to: 500e6 })).toEqual({ from: 380e6, to: TOTAL });
    expect(within(TOTAL, { from: -1e9, to: 1e9 })).toEqual(WHOLE);
    expect(within(TOTAL, { from: 5000, to: 5001 })).toEqual({ from: 5000, to: 6000 });
    expect(within(10, { from: 2, to: 3 })).toEqual({ from: 0, to: 10 });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e12 }), fc.integer(), fc.nat(1e12), (total, from, length) => {
        const view = within(total, { from, to: from + length });
        expect(view.from).toBeGreaterThanOrEqual(0);
        expect(view.to).toBeLessThanOrEqual(total);
        expect(view.to - view.from).toBeGreaterThanOrEqual(Math.min(1000, total));
      }),
    );
  });

  it('is said in the unit of the whole, and nothing is said of the whole', () => {
    expect(describeView({ from: 120e6, to: 360e6 }, TOTAL)).toBe('120.000 to 360.000 ms');
    expect(describeView({ from: 0, to: 5e9 }, 200e9)).toBe('0.000 to 5.000 s');
    expect(describeView({ from: 1000, to: 2500 }, 9000)).toBe('1.000 to 2.500 µs');
    expect(describeView(WHOLE, TOTAL)).toBe('');
    expect(isWhole(WHOLE, TOTAL)).toBe(true);
    expect(isWhole({ from: 1, to: TOTAL }, TOTAL)).toBe(false);
  });
});

describe('a shape', () => {
  const view = { from: 100, to: 200 };

  it('stands at its time', () => {
    expect(placeAt(view, 150)).toBe(50);
    expect(placeBar(view, { from: 110, to: 160 })).toEqual({ x: 10, width: 50 });
  });

  it('outside of the view stays near it', () => {
    expect(placeAt(view, 1e15)).toBe(150);
    expect(placeBar(view, { from: 0, to: 1e15 })).toEqual({ x: -50, width: 200 });
    expect(placeBar(view, { from: 500, to: 1e15 })).toEqual({ x: 150, width: 0 });
  });
});
