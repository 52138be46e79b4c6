import { expect, test } from 'vitest';
import { trendPoint, trendValue } from '../../../src/trace/report/trend-schema.js';

const VALUE = { n: 6, medianNs: 5, ciNs: [4, 6], previousPct: null, firstPct: 0, change: 'regression' };

test.each([
  ['whole', VALUE, true],
  ['of too few boots', { ...VALUE, ciNs: null }, true],
  ['without its interval', { ...VALUE, ciNs: undefined }, false],
  ['of another change', { ...VALUE, change: 'gone' }, false],
  ['with half nanoseconds', { ...VALUE, medianNs: 0.5 }, false],
])('a value %s', (_, value, isTaken) => expect(trendValue.safeParse(value).success).toBe(isTaken));

test('a point has its input and how many boots count', () => {
  const point = { input: 'a.ndjson', startedAt: null, boots: 9, failedBoots: 1 };
  expect(trendPoint.safeParse(point).success).toBe(true);
  expect(trendPoint.safeParse({ ...point, boots: -1 }).success).toBe(false);
});
