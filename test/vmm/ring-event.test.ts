import { expect, test } from 'vitest';
import { LIFECYCLE_PHASES, TEXT_CHANNELS } from '../../src/vmm/ring-event.js';

// The position in these lists is what passes between threads, in one byte.
test('every channel and every phase has a number of its own', () => {
  expect(TEXT_CHANNELS.toSorted()).toEqual(['debug-console', 'firmware-debug', 'serial']);
  expect(LIFECYCLE_PHASES.toSorted()).toEqual(['crash', 'guest-entry', 'halt', 'reset', 'shutdown']);
});
