import { expect, it } from 'vitest';
import { endWords } from '../../../src/reporters/words/outcome-words.js';
import { timelineOf } from '../../stages/build-boot.js';

it('says how a boot ended, and nothing of a log that only ends', () => {
  const words = (...[written, boot]: [Parameters<typeof timelineOf>[0], object]) =>
    endWords(timelineOf(written, { boot }));
  expect(words([[0x60, 1]], {})).toBeNull();
  expect(words([[0x60, 1]], { stop: { reason: 'reset', detail: null } })).toBe('ended by reset');
  expect(words([[0x60, 1]], { stop: { reason: 'crash', detail: 'triple fault' } })).toBe(
    'ended by crash (triple fault)',
  );
  expect(words([[0x40, 1]], {})).toBe('unfinished (kernel began, but its end was not seen)');
  expect(words([], { stop: { reason: 'start', detail: 'no kernel' } })).toBe('failed to start (no kernel)');
});
