import { expect, test } from 'vitest';
import { ownWait, parseWait, waitedSince } from '../../../src/vmm/threads/host-wait.js';

test('the second number is the time of waiting', () => expect(parseWait('9000 31200 9\n')).toBe(31_200));

test.each(['', 'no numbers here\n', '1 \n', '5 -3 1\n', '1 9999999999999999 1\n'])(
  '%j says nothing',
  (text) => expect(parseWait(text)).toBe(null),
);

test('the kernel counts for the calling thread, from then on', () => {
  const before = ownWait();
  expect(before?.task).toMatch(/^\d+\/task\/\d+$/);
  expect(waitedSince(before)).toBeGreaterThanOrEqual(0);
  expect(waitedSince(before)).toBeLessThan(60e9);
});

test('nothing is known of a thread that has ended, nor of none', () => {
  expect(waitedSince({ task: '1/task/999999999', waitedNs: 0 })).toBe(null);
  expect(waitedSince(null)).toBe(null);
});
