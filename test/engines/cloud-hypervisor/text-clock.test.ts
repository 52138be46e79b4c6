import { expect, test } from 'vitest';
import { TextClock } from '../../../src/engines/cloud-hypervisor/text-clock.js';

function create() {
  const handed: [number, number][] = [];
  const clock = new TextClock(({ value, timeNs }) => handed.push([value, timeNs]));
  const text = (value: number, arrivalNs: number) => clock.bytes('serial', Uint8Array.of(value), arrivalNs);
  return { clock, handed, text };
}

test('text waits for a code, which says where zero is', () => {
  const { clock, handed, text } = create();
  text(1, 12e6);
  expect([handed, clock.zeroNs]).toEqual([[], null]);
  clock.code(5e6, 15e6);
  text(2, 16e6);
  expect(handed).toEqual([
    [1, 2e6],
    [2, 6e6],
  ]);
});

test('the code with the least delay counts, and no time is before zero', () => {
  const { clock, handed, text } = create();
  clock.code(5e6, 15e6);
  clock.code(6e6, 14e6);
  clock.code(7e6, 99e6);
  text(1, 9e6);
  text(2, 7e6);
  expect(clock.zeroNs).toBe(8e6);
  expect(handed).toEqual([
    [1, 1e6],
    [2, 0],
  ]);
});

test('text does not wait for ever', () => {
  const { clock, handed, text } = create();
  expect(clock.isOverdue(9e9)).toBe(false);
  text(1, 3e9);
  expect(clock.isOverdue(3.9e9)).toBe(false);
  expect(clock.isOverdue(4.1e9)).toBe(true);
  clock.settleAt(2e9);
  clock.settleAt(0);
  expect(handed).toEqual([[1, 1e9]]);
  const much = create();
  much.clock.bytes('serial', new Uint8Array(2 ** 20 + 1), 0);
  expect(much.clock.isOverdue(1)).toBe(true);
});
