import { expect, test } from 'vitest';
import { describeFailedGuest } from '../../src/engines/failed-guest.js';

test.each([
  ['crash', 'triple fault', 'the guest crashed: triple fault'],
  ['crash', null, 'the guest crashed: no detail'],
  ['timeout', 'code 0x41 did not arrive within 1 s', 'code 0x41 did not arrive within 1 s'],
  ['timeout', null, 'the guest did not end in time'],
  ['panic', 'Kernel panic - not syncing: x', 'the guest gave up (panic): Kernel panic - not syncing: x'],
  ['reset', 'reset; code 0x41 did not arrive', 'the guest ended too early: reset; code 0x41 did not arrive'],
] as const)('%s, %s', (reason, detail, text) => {
  expect(describeFailedGuest({ reason, detail })).toBe(text);
});
