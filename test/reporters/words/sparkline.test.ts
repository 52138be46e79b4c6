import { expect, it } from 'vitest';
import { sparkline } from '../../../src/reporters/words/sparkline.js';

const UNICODE = { width: 24, unicode: true };

it('draws from the smallest to the largest, with a space for what is missing', () => {
  expect(sparkline([10, 15, 20, null, 10], UNICODE)).toBe('▁▅█ ▁');
  expect(sparkline([10, 15, 20, null, 10], { width: 24, unicode: false })).toBe('_-^ _');
});

it('does not blow noise up', () => {
  expect(sparkline([100, 100.4, 100.1], UNICODE)).toBe('▁▁▁');
  expect(sparkline([0, 0, 0], UNICODE)).toBe('▁▁▁');
});

it('shows the last values of a long series, and nothing of none', () => {
  expect(sparkline([1, 2, 3, 9], { width: 2, unicode: true })).toBe('▁█');
  expect(sparkline([], UNICODE)).toBe('');
  expect(sparkline([null], UNICODE)).toBe(' ');
});
