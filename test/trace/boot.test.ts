import { expect, test } from 'vitest';
import { STOP_REASONS } from '../../src/trace/boot.js';

test('the words for the end of a run are those of the contract, in the order that shared memory encodes', () => {
  expect(STOP_REASONS).toEqual(['reset', 'halt', 'shutdown', 'until', 'timeout', 'crash', 'interrupted']);
});
