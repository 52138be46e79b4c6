import { describe, expect, test } from 'vitest';
import { choosesAccelerator, qemuArguments } from '../../../src/engines/qemu/arguments.js';
import type { GuestRequest } from '../../../src/trace/guest.js';

const REQUEST: GuestRequest = {
  firmware: '/bios.bin',
  memorySize: 512 * 2 ** 20,
  cpus: 2,
  debugConsolePort: null,
  serial: false,
  disks: [],
  rng: false,
};
const FDS = { monitor: 3, post: 4, firmwareDebug: 5, debugConsole: null, serial: null, firmware: null };
const line = (request: Partial<GuestRequest>, fds: Partial<typeof FDS> | object = {}) =>
  qemuArguments({ ...REQUEST, ...request }, { ...FDS, ...fds }, 'kvm').join(' ');

describe('the command line of QEMU', () => {
  test('has the machine, the monitor and the two ports that are always there', () => {
    expect(line({})).toBe(
      '-S -no-reboot -no-shutdown -nodefaults -no-user-config -display none -accel kvm -cpu max ' +
        '-bios /bios.bin -chardev socket,id=monitor,fd=3 -mon chardev=monitor,mode=control ' +
        '-chardev socket,id=post,fd=4 -device isa-debugcon,iobase=0x80,chardev=post,readback=0xff ' +
        '-chardev socket,id=firmware-debug,fd=5 -device isa-debugcon,iobase=0x402,chardev=firmware-debug -serial none ' +
        '-smp 2 -m 524288K',
    );
  });

  test.each<[string, Partial<GuestRequest>, object, string]>([
    ['a padded image', {}, { firmware: 8 }, '-bios /proc/self/fd/8 '],
    [
      'a debug console',
      { debugConsolePort: 0x3e9 },
      { debugConsole: 6 },
      '-chardev socket,id=debug-console,fd=6 -device isa-debugcon,iobase=0x3e9,chardev=debug-console',
    ],
    [
      'a serial port',
      { serial: true },
      { serial: 7 },
      '-chardev socket,id=serial,fd=7 -serial chardev:serial',
    ],
    ['a source of random numbers', { rng: true }, {}, '-device virtio-rng-pci'],
    [
      'a source of random numbers on a machine without PCI',
      { rng: true, engineArguments: ['-M', 'microvm,rtc=on'] },
      {},
      '-device virtio-rng-device -M microvm,rtc=on',
    ],
  ])('has %s', (_, request, fds, part) => {
    expect(`${line(request, fds)} `).toContain(part);
  });

  test('has disks, whatever their paths hold', () => {
    const disks = [
      { path: '/a,b.raw', readOnly: true, snapshot: false },
      { path: '/c.raw', readOnly: false, snapshot: true },
    ];
    const words = qemuArguments({ ...REQUEST, disks }, FDS, 'kvm');
    expect(words).toContain('if=none,id=disk0,format=raw,file=/a,,b.raw,readonly=on');
    expect(words).toContain('if=none,id=disk1,format=raw,file=/c.raw,snapshot=on');
    expect(words.filter((word) => word.startsWith('virtio-blk'))).toEqual([
      'virtio-blk-pci,drive=disk0',
      'virtio-blk-pci,drive=disk1',
    ]);
  });

  test('has a kernel with all that belongs to it, each a word of its own', () => {
    const kernel = { kernel: '/k,1', initramfs: '/i', commandLine: 'console=ttyS0 a="b c"' };
    const { firmware: _, ...request } = REQUEST;
    const words = qemuArguments({ ...request, kernel }, FDS, 'tcg');
    const at = words.indexOf('-kernel');
    expect(words.slice(at, at + 6)).toEqual([
      '-kernel',
      '/k,1',
      '-initrd',
      '/i',
      '-append',
      'console=ttyS0 a="b c"',
    ]);
    expect(words).toContain('cpu_reset,guest_errors');
    expect(words).not.toContain('-bios');
    const both = qemuArguments({ ...REQUEST, kernel }, FDS, 'tcg');
    expect(both[both.indexOf('-bios') + 1]).toBe('/bios.bin');
    expect(both).toContain('-kernel');
  });

  test('ends with what was added, which chooses the accelerator if it names one', () => {
    const words = qemuArguments({ ...REQUEST, engineArguments: ['-accel', 'tcg', '-s'] }, FDS, null);
    expect(words.slice(-3)).toEqual(['-accel', 'tcg', '-s']);
    expect(words.filter((word) => word === '-accel')).toHaveLength(1);
  });
});

test.each([
  [['-accel', 'tcg'], true],
  [['--accel', 'kvm'], true],
  [['-enable-kvm'], true],
  [['-machine', 'q35,accel=tcg'], true],
  [['-M', 'accel=kvm'], true],
  [['-machine', 'q35'], false],
  [['-M'], false],
  [['-append', 'accel=1'], false],
  [[], false],
])('%j chooses an accelerator: %s', (extra, chooses) => {
  expect(choosesAccelerator(extra)).toBe(chooses);
});
