import { expect, test } from 'vitest';
import { hasFailed, isCounted, SIDES, STOP_REASONS } from '../../src/trace/boot.js';

test('the words for the end of a run are those of the contract, in the order that shared memory encodes', () => {
  expect(STOP_REASONS).toEqual(['reset', 'halt', 'shutdown', 'until', 'timeout', 'crash', 'interrupted']);
});

test('statistics use boots that ran to their end and are no warm-ups', () => {
  const used = STOP_REASONS.filter((reason) => isCounted({ warmup: false, stop: { reason, detail: null } }));
  expect(used).toEqual(['reset', 'halt', 'shutdown', 'until']);
  expect(isCounted({ warmup: false, stop: null })).toBe(true);
  expect(isCounted({ warmup: true, stop: null })).toBe(false);
  const failed = STOP_REASONS.filter((reason) => hasFailed({ stop: { reason, detail: null } }));
  expect(failed).toEqual(['timeout', 'crash']);
  expect(SIDES).toEqual(['base', 'head']);
});
