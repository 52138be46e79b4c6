import { expect, it } from 'vitest';
import { asFields, durationNs } from '../../../src/formats/cloud-hypervisor/json-time.js';

it.each([
  [{ secs: 1, nanos: 5 }, 1_000_000_005],
  [{ secs: 0, nanos: 0 }, 0],
  [{ secs: 1 }, null],
  [{ secs: -1, nanos: 0 }, null],
  [{ secs: 1.5, nanos: 0 }, null],
  [{ secs: 1, nanos: -5 }, null],
  [{ secs: 2 ** 50, nanos: 0 }, null],
  ['1', null],
  [null, null],
])('reads %j as %s', (value, ns) => {
  expect(durationNs(value)).toBe(ns);
});

it('takes fields of objects only', () => {
  expect(asFields({ a: 1 })).toEqual({ a: 1 });
  for (const value of [null, [1], 'a', 7, undefined]) expect(asFields(value)).toEqual({});
});
