/** /dev/kvm and what is made from it; each way to fail to open it. */
import { describe, expect, onTestFinished, test } from 'vitest';
import { EnvironmentError } from '../../src/trace/errors.js';
import { KVM_CAP } from '../../src/vmm/kvm/abi.js';
import { KvmSystem } from '../../src/vmm/kvm/kvm-system.js';
import { Libc } from '../../src/vmm/kvm/libc.js';
import { describeWith, requirement } from '../helpers/requirements.js';

const libc = new Libc();

/** The C library as it behaves when opening fails with `errno`. */
function refusing(errno: number): Libc {
  return Object.create(libc, {
    openReadWrite: { value: () => -1 },
    errno: { get: () => errno },
    describeError: { value: (number: number) => `error ${number}` },
  }) as Libc;
}

describe('opening KVM', () => {
  test.each([
    [2, 'no-kvm', 'this host has no /dev/kvm', 'modprobe kvm_intel'],
    [13, 'kvm-permission', 'no permission to open /dev/kvm', 'usermod -aG kvm'],
    [1, 'kvm-permission', 'this container may not use /dev/kvm', '--device /dev/kvm'],
    [19, 'no-kvm', 'no KVM module serves it', 'modprobe kvm_intel'],
  ])('says for errno %d what is wrong and what to type', (errno, code, message, step) => {
    expect(() => KvmSystem.open(refusing(errno))).toThrow(EnvironmentError);
    try {
      KvmSystem.open(refusing(errno));
    } catch (error) {
      expect(error).toMatchObject({ code, message: expect.stringContaining(message), exitCode: 3 });
      expect((error as EnvironmentError).nextSteps.join('\n')).toContain(step);
    }
  });

  test('says what the system says for any other reason', () => {
    expect(() => KvmSystem.open(refusing(5))).toThrow('cannot open /dev/kvm: error 5');
  });

  test('refuses a device that is not KVM', () => {
    expect(() => KvmSystem.open(libc, '/dev/null')).toThrow('KVM has API version -1, not 12');
  });
});

describeWith([requirement.kvm()], 'KVM', () => {
  const open = () => {
    const system = KvmSystem.open(libc);
    onTestFinished(() => system.close());
    return system;
  };

  test('tells its version, its capabilities and its CPUID', () => {
    const system = open();
    expect(system.apiVersion()).toBe(12);
    expect(system.capability(KVM_CAP.IRQCHIP)).toBe(1);
    expect(system.capability(KVM_CAP.NR_VCPUS)).toBeGreaterThan(0);
    expect(system.capability(0xffff)).toBe(0);
    const cpuid = system.supportedCpuid();
    const entries = new DataView(cpuid.buffer).getUint32(0, true);
    expect(entries).toBeGreaterThan(5);
    expect(cpuid.length).toBe(8 + 40 * entries);
  });

  test('makes a VM with memory and vCPUs, and names what it refuses', () => {
    const vm = open().createVm();
    onTestFinished(() => vm.close());
    vm.createInterruptControllers();
    const vcpu = vm.createVcpu(0);
    onTestFinished(() => vm.closeVcpu(vcpu));
    expect(vcpu.runSize).toBeGreaterThanOrEqual(4096);
    expect(() => vm.createVcpu(0)).toThrow('KVM refused vCPU 0: File exists');
    const slot = { slot: 0, guestAddress: 1, size: 4096, hostAddress: 0n, flags: 0 };
    expect(() => vm.setMemory(slot)).toThrow('KVM refused memory at 0x1: Invalid argument');
    expect(() => vm.createInterruptControllers()).toThrow('KVM refused interrupt controllers: File exists');
  });
});
