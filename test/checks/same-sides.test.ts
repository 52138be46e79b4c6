import { expect, test } from 'vitest';
import { describeSameSides } from '../../src/checks/same-sides.js';
import { bootOf } from '../stages/build-boot.js';

const boot = (input: string, us = 20) =>
  bootOf(
    [
      [0x40, 10],
      [0x41, us],
    ],
    { input },
  );

test('one file on both sides, or a copy of it, is said', () => {
  const [warning] = describeSameSides({ base: [boot('a.log')], head: [boot('a.log')] });
  expect(warning).toMatchObject({ severity: 'warning', code: 'same-sides' });
  expect(warning!.message).toContain('(a.log)');
  const base = [boot('a.log'), boot('b.log', 30)];
  const [copy] = describeSameSides({ base, head: [boot('c.log', 30), boot('d.log', 31)] });
  expect(copy!.message).toContain('(b.log and c.log)');
});

test('other times, other numbers of boots and no events are no sign of it', () => {
  const same = (base: readonly ReturnType<typeof boot>[], head: typeof base) =>
    describeSameSides({ base, head }).length;
  expect(same([boot('a.log')], [boot('b.log', 21)])).toBe(0);
  expect(same([boot('a.log')], [boot('b.log'), boot('b.log')])).toBe(0);
  expect(same([bootOf([])], [bootOf([])])).toBe(0);
  expect(same([], [])).toBe(0);
});
