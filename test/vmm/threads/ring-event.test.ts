import { expect, test } from 'vitest';
import { OUT_OF_RANGE } from '../../../src/vmm/threads/ring-event.js';

// What passes between threads is a word of 32 bits, of which this value is none that a kernel's offset has.
test('an argument that is out of range is a number that no place in a kernel has', () => {
  expect([OUT_OF_RANGE, OUT_OF_RANGE | 0]).toEqual([-2147483648, -2147483648]);
});
