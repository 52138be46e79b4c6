/** Machines before they run: what is refused, where the image lies, what the pieces are. */
import os from 'node:os';
import { expect, onTestFinished, test } from 'vitest';
import { InputError } from '../../src/trace/errors.js';
import { FOUR_GIB, GiB, KiB, MiB } from '../../src/vmm/bus/memory-map.js';
import { KVM_CAP, KVM_CHECK_EXTENSION } from '../../src/vmm/kvm/abi.js';
import { Libc } from '../../src/vmm/kvm/libc.js';
import { capabilityProblem } from '../../src/vmm/kvm/native-host.js';
import { prepareMachine } from '../../src/vmm/machine/prepare-machine.js';
import { monotonicNs } from '../../src/vmm/threads/clock.js';
import { describeWith, requirement } from '../helpers/requirements.js';
import { imageFile, useGuests } from './boot-guest.js';
import { asm, romImage } from './guest-image.js';

describeWith([requirement.kvm()], 'a machine', () => {
  useGuests();
  const libc = new Libc();
  const config = (changes: object) => ({
    firmware: imageFile(romImage(asm.reset)),
    memorySize: 16 * MiB,
    cpus: 1,
    debugConsolePort: null,
    serial: false,
    disks: [],
    rng: false,
    ...changes,
  });
  const create = (changes: object) => {
    const preparation = prepareMachine(config(changes), libc);
    onTestFinished(preparation.close);
    return preparation.create();
  };

  test.each([
    ['no file', { firmware: '/nowhere/x.bin' }, 'unreadable-image', 'there is no such file'],
    ['a directory', { firmware: os.tmpdir() }, 'unreadable-image', 'it is a directory'],
    ['too little memory', { memorySize: MiB - KiB }, 'memory-size', '1M to 65536M'],
    ['too much memory', { memorySize: 65 * GiB }, 'memory-size', 'whole MiB'],
    ['half a MiB', { memorySize: 1.5 * MiB }, 'memory-size', 'whole MiB'],
    ['no vCPU', { cpus: 0 }, 'cpus', '1 to 255 vCPUs'],
    ['half a vCPU', { cpus: 1.5 }, 'cpus', '1 to 255 vCPUs'],
    ['more vCPUs than a byte can number', { cpus: 256 }, 'cpus', '1 to 255 vCPUs'],
  ])('is refused %s', (_name, changes, code, message) => {
    let error: unknown;
    try {
      create(changes);
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toBeInstanceOf(InputError);
    expect(error).toMatchObject({ code, message: expect.stringContaining(message) });
  });

  test('is refused a KVM that lacks what it needs, in the words of doctor', () => {
    const withoutTimer = (fd: number, request: number, argument: number) =>
      request === KVM_CHECK_EXTENSION && argument === KVM_CAP.PIT2
        ? 0
        : libc.ioctlNumber(fd, request, argument);
    const old = new Proxy(libc, {
      get(target, name) {
        if (name === 'ioctlNumber') return withoutTimer;
        const value: unknown = Reflect.get(target, name, target);
        return typeof value === 'function' ? value.bind(target) : value;
      },
    });
    expect(() => prepareMachine(config({}), old)).toThrow(capabilityProblem(['PIT2'])!);
  });

  test('has its image below 1 MiB, zeroes elsewhere, and one RAM region below 3 GiB', () => {
    const image = romImage(asm.post(1, 2, 3));
    const { memory } = create({ firmware: imageFile(image) });
    expect(memory.regions.map(({ base, bytes }) => [base, bytes.length])).toEqual([[0, 16 * MiB]]);
    expect(memory.slice(MiB - image.length, image.length)).toEqual(image);
    expect(memory.slice(0, MiB - image.length).every((byte) => byte === 0)).toBe(true);
    expect(memory.slice(MiB, MiB).every((byte) => byte === 0)).toBe(true);
  });

  test('has the RAM that does not fit below the hole above 4 GiB', () => {
    const { memory } = create({ memorySize: 4 * GiB });
    expect(memory.regions.map(({ base, bytes }) => [base, bytes.length])).toEqual([
      [0, 3 * GiB],
      [FOUR_GIB, GiB],
    ]);
  });

  test('has a vCPU and a CPUID for each of its CPUs, and a zero just before it was created', () => {
    const beforeNs = monotonicNs();
    const { vcpus, cpuid, zeroNs, vmmStartNs, vmFd } = create({ cpus: 3 });
    expect(vcpus.map(({ id }) => id)).toEqual([0, 1, 2]);
    expect(cpuid).toHaveLength(3);
    expect(zeroNs).toBeGreaterThanOrEqual(beforeNs);
    expect(zeroNs).toBeLessThanOrEqual(monotonicNs());
    expect(vmmStartNs).toBeGreaterThan(0);
    expect(vmFd).toBeGreaterThan(2);
  });

  test('closes twice without harm', () => {
    const preparation = prepareMachine(config({}), libc);
    const { vmFd } = preparation.create();
    preparation.close();
    preparation.close();
    expect(libc.ioctlNumber(vmFd, 0, 0)).toBe(-1);
  });
});
