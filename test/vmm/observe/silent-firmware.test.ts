import { expect, test } from 'vitest';
import { describeSilentFirmware, type SilentFirmware } from '../../../src/vmm/observe/silent-firmware.js';

const WAITING: SilentFirmware = {
  isUefi: true,
  stop: { reason: 'timeout', detail: null, timeNs: 1 },
  hasSpoken: false,
  hasAskedForSmm: false,
};

test.each<[string, Partial<SilentFirmware>, RegExp | null]>([
  ['wrote nothing', {}, /^the firmware wrote nothing: builds for Secure Boot/],
  [
    'asked for SMM',
    { hasSpoken: true, hasAskedForSmm: true },
    /asked for system management mode \(port 0xb2\)/,
  ],
  ['spoke', { hasSpoken: true }, null],
  ['is no UEFI', { isUefi: false }, null],
  ['ended itself', { stop: { reason: 'reset', detail: null, timeNs: 1 } }, null],
])('firmware that %s', (_name, change, expected) => {
  const found = describeSilentFirmware({ ...WAITING, ...change });
  if (expected === null) expect(found).toEqual([]);
  else {
    expect(found.map(({ code, severity }) => [code, severity])).toEqual([['firmware-waits', 'warning']]);
    expect(found[0]!.message).toMatch(expected);
  }
});
