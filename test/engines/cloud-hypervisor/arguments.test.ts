import { describe, expect, test } from 'vitest';
import {
  cloudHypervisorArguments,
  usedDescriptors,
} from '../../../src/engines/cloud-hypervisor/arguments.js';
import type { GuestRequest } from '../../../src/trace/guest.js';

const KERNEL: GuestRequest = {
  kernel: { kernel: 'vmlinux', initramfs: 'initrd', commandLine: 'console=ttyS0 a b' },
  memorySize: 512 * 2 ** 20,
  cpus: 4,
  debugConsolePort: 0xe9,
  serial: true,
  disks: [],
  rng: true,
};
const FDS = { events: 3, serial: 4, debugConsole: 5 };
const NONE = { events: null, serial: null, debugConsole: null };

describe('the command line of Cloud Hypervisor', () => {
  test('of a new release', () => {
    expect(cloudHypervisorArguments(KERNEL, FDS, 53)).toEqual([
      ...['--kernel', 'vmlinux', '--initramfs', 'initrd', '--cmdline', 'console=ttyS0 a b'],
      ...['--cpus', 'boot=4', '--memory', 'size=536870912', '--rng', 'src=/dev/urandom'],
      ...['--console', 'off', '--serial', 'file=/proc/self/fd/4'],
      ...['--debug-console', 'file=/proc/self/fd/5,iobase=0xe9', '--event-monitor', 'fd=3'],
    ]);
  });

  test('of an old one, with the verbosity that codes need, and with what was added last', () => {
    const { kernel: _, ...rest } = KERNEL;
    const request = { ...rest, firmware: 'hypervisor-fw', rng: false, engineArguments: ['--net', 'tap='] };
    const words = cloudHypervisorArguments(request, NONE, 10);
    expect(words.slice(0, 3)).toEqual(['-vvv', '--kernel', 'hypervisor-fw']);
    expect(words.slice(-4)).toEqual(['--serial', 'off', '--net', 'tap=']);
    expect(cloudHypervisorArguments(request, NONE, 26)).toContain('--firmware');
  });

  test('has all disks after one flag, and never one that it would write to unasked', () => {
    const disk = { path: 'a.raw', readOnly: true, snapshot: false };
    const disks = [disk, { path: 'b,c.raw', readOnly: false, snapshot: false }];
    const words = cloudHypervisorArguments({ ...KERNEL, disks }, FDS, 53);
    const at = words.indexOf('--disk');
    expect(words.slice(at + 1, at + 3)).toEqual(['path=a.raw,readonly=on', 'path="b,c.raw"']);
    const snapshot = () =>
      cloudHypervisorArguments({ ...KERNEL, disks: [{ ...disk, readOnly: false, snapshot: true }] }, FDS, 53);
    expect(snapshot).toThrow(expect.objectContaining({ code: 'no-snapshots', exitCode: 2 }));
  });

  test('is none before there were codes', () => {
    expect(() => cloudHypervisorArguments(KERNEL, FDS, 1)).toThrow(
      expect.objectContaining({ code: 'engine-too-old', exitCode: 3 }),
    );
  });
});

test.each([
  [53, { events: true, serial: true, debugConsole: true }],
  [37, { events: true, serial: true, debugConsole: false }],
  [13, { events: false, serial: true, debugConsole: false }],
])('release %i has a use for %j', (release, used) => {
  expect(usedDescriptors(KERNEL, release)).toEqual(used);
});
