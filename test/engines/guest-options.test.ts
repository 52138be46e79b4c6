import { describe, expect, test } from 'vitest';
import { GUEST_OPTIONS, parseGuestOptions } from '../../src/engines/guest-options.js';
import { PCI_DEVICES } from '../../src/trace/guest.js';

describe('the options of a guest', () => {
  test('have their defaults where their flags are not there', () => {
    expect(parseGuestOptions({})).toEqual({ cpus: 1, memorySize: 512 * 2 ** 20, rng: false });
    expect(parseGuestOptions({ cpus: undefined, rng: undefined }).cpus).toBe(1);
  });

  test('are what their flags say', () => {
    const flags = { cpus: 'boot=4', memory: '64M', rng: 'src=/dev/urandom' };
    expect(parseGuestOptions(flags)).toEqual({ cpus: 4, memorySize: 64 * 2 ** 20, rng: true });
    expect(() => parseGuestOptions({ cpus: '0' })).toThrow('a guest has 1 to 255 vCPUs');
  });

  test('hand the flash of a firmware to QEMU as its second one, and to Cloud Hypervisor not at all', () => {
    const { qemu, cloudHypervisor } = GUEST_OPTIONS.find(({ flag }) => flag === 'flash')!;
    const told = (flash: string) => {
      const guest = { disks: [], serial: false, debugConsolePort: null, ...parseGuestOptions({ flash }) };
      expect(() => cloudHypervisor(guest)).toThrow('no flash');
      return qemu(guest, 'pci');
    };
    const drive = 'if=pflash,unit=1,format=raw,file=v.fd';
    expect(told('vars=v.fd')).toEqual(['-drive', `${drive},snapshot=on`]);
    expect(told('vars=v.fd,readonly=off')).toEqual(['-drive', drive]);
    expect(told('vars=v.fd,readonly=on')).toEqual(['-drive', `${drive},readonly=on`]);
    expect(() => parseGuestOptions({ flash: 'v.fd' })).toThrow('--flash "v.fd": "v.fd" is not name=value');
    expect(() => parseGuestOptions({ flash: 'vars=' })).toThrow('it needs vars=FILE');
  });

  test('have a flag for each device that may be on the PCI bus', () => {
    expect(GUEST_OPTIONS.map(({ flag }) => flag)).toEqual(expect.arrayContaining([...PCI_DEVICES]));
  });

  test('tell no engine of a device that was not asked for, and all of one that was', () => {
    const guest = { disks: [], serial: false, debugConsolePort: null, ...parseGuestOptions({}) };
    const told = (change: object) =>
      GUEST_OPTIONS.filter(({ flag }) => flag === 'rng').map(({ qemu, cloudHypervisor }) => [
        qemu({ ...guest, ...change }, 'pci'),
        cloudHypervisor({ ...guest, ...change }),
      ]);
    expect(told({})).toEqual([[[], []]]);
    expect(told({ rng: true })).toEqual([
      [
        ['-device', 'virtio-rng-pci'],
        ['--rng', 'src=/dev/urandom'],
      ],
    ]);
  });
});
