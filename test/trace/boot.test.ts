import { expect, test } from 'vitest';
import { SIDES, STOP_REASONS } from '../../src/trace/boot.js';
import { hasFailed } from '../../src/trace/outcome.js';

test('the words for the end of a run are those of the contract, in the order that shared memory encodes', () => {
  expect(STOP_REASONS).toEqual([
    'reset',
    'halt',
    'shutdown',
    'until',
    'timeout',
    'crash',
    'interrupted',
    'start',
  ]);
});

test('a run has failed by a crash, its timeout, a start that failed, or any end before the code that it was to reach', () => {
  const failed = (until: string | null) =>
    STOP_REASONS.filter((reason) => hasFailed({ until, stop: { reason, detail: null } }));
  expect(failed(null)).toEqual(['timeout', 'crash', 'start']);
  expect(failed('0x41')).toEqual(['reset', 'halt', 'shutdown', 'timeout', 'crash', 'start']);
  expect(SIDES).toEqual(['base', 'head']);
});
