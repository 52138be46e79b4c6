import { expect, test } from 'vitest';
import { LIFECYCLE_PHASES } from '../../src/vmm/ring-event.js';

// The position in this list is what passes between threads, in one byte.
test('every phase has a number of its own', () => {
  expect(LIFECYCLE_PHASES.toSorted()).toEqual(['crash', 'guest-entry', 'halt', 'reset', 'shutdown']);
});
