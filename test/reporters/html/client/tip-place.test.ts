import { expect, test } from 'vitest';
import { placeTip } from '../../../../src/reporters/html/client/tip-place.js';

const SCREEN = { width: 1000, height: 600 };
const TIP = { width: 200, height: 50 };

test('stands below its box', () => {
  expect(placeTip({ top: 100, bottom: 120 }, 40, TIP, SCREEN)).toEqual({ left: 40, top: 128 });
});

test('stays within the window: to the sides, and above where there is no room below', () => {
  expect(placeTip({ top: 100, bottom: 120 }, -30, TIP, SCREEN).left).toBe(8);
  expect(placeTip({ top: 100, bottom: 120 }, 990, TIP, SCREEN).left).toBe(792);
  expect(placeTip({ top: 522, bottom: 542 }, 40, TIP, SCREEN).top).toBe(550);
  expect(placeTip({ top: 523, bottom: 543 }, 40, TIP, SCREEN).top).toBe(449);
});
