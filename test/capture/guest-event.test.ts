import { expect, test } from 'vitest';
import { TEXT_CHANNELS } from '../../src/capture/guest-event.js';

// The position in this list is what passes between threads, in one byte.
test('every channel has a number of its own', () => {
  expect(TEXT_CHANNELS.toSorted()).toEqual(['debug-console', 'firmware-debug', 'serial']);
});
