import { expect, it } from 'vitest';
import { SilentStarts } from '../../../src/formats/reading/silent-starts.js';

const CRASH = { reason: 'crash', timeNs: null, detail: 'it ended' } as const;

it('counts a start that shows nothing once another guest showed itself, of each writer', () => {
  const starts = new SilentStarts();
  starts.begin('a');
  starts.begin('b');
  starts.stop('b', CRASH);
  starts.stop('nobody', CRASH);
  starts.begin('b');
  expect(starts.take()).toEqual([]);
  starts.show('b');
  expect(starts.take()).toEqual([CRASH]);
  expect(starts.take()).toEqual([]);
  expect(starts.isSettled).toBe(false);
  starts.end();
  expect(starts.take()).toEqual([null]);
  expect(starts.isSettled).toBe(true);
});

it('counts none that was no guest', () => {
  const starts = new SilentStarts();
  starts.show(null);
  starts.begin(null);
  starts.forget(null);
  starts.end();
  expect(starts.take()).toEqual([]);
});

it('keeps no more than 10,000', () => {
  const starts = new SilentStarts();
  for (let at = 0; at < 30_000; at++) starts.begin(at < 15_000 ? null : String(at));
  starts.show('another');
  starts.end();
  expect(starts.take()).toHaveLength(10_000);
});
