import { expect, it } from 'vitest';
import { readsLive } from '../../../src/cli/work/live-input.js';

it.each([
  [['a.log'], { follow: false }, false],
  [['a.log'], { follow: true }, true],
  [['/dev/tty'], { follow: false }, true],
  [['/dev/null', '-'], { follow: false }, false],
  [['-'], { follow: false, 'input-format': 'serial' }, true],
  [['-'], { follow: false, 'input-format': 'dmesg' }, false],
])('%j with %j: %s', (logs, flags, expected) => {
  expect(readsLive(logs, flags)).toBe(expected);
});
