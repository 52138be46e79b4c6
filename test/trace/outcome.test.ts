import { expect, it } from 'vitest';
import { STOP_REASONS } from '../../src/trace/boot.js';
import { OUTCOME_REASONS, outcomeOfStop } from '../../src/trace/outcome.js';

it('has a reason for every end of a run', () => {
  expect(OUTCOME_REASONS).toEqual(expect.arrayContaining([...STOP_REASONS]));
});

it('says nothing of a boot that did not stop, or may have stopped well', () => {
  expect(outcomeOfStop({ stop: null })).toBeNull();
  expect(outcomeOfStop({ stop: { reason: 'reset', detail: null } })).toBeNull();
  expect(outcomeOfStop({ until: '0x41', stop: null })).toBeNull();
});
