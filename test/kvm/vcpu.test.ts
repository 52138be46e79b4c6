/** One vCPU's operations from this thread: running, looking at it, its interrupt wires. */
import { expect, onTestFinished, test } from 'vitest';
import { KVM_EXIT, RUN } from '../../src/vmm/kvm/abi.js';
import { describeRegisters, isFreshlyReset } from '../../src/vmm/kvm/cpu-state.js';
import { KvmSystem } from '../../src/vmm/kvm/kvm-system.js';
import { Libc } from '../../src/vmm/kvm/libc.js';
import { InterruptWires, KvmVcpu } from '../../src/vmm/kvm/vcpu.js';
import { describeWith, requirement } from '../helpers/requirements.js';
import { asm, IMAGE_SIZE, romImage } from './guest-image.js';

const EINTR = 4;

describeWith([requirement.kvm()], 'a vCPU', () => {
  const libc = new Libc();

  const create = (code: readonly number[], cpus = 1) => {
    const system = KvmSystem.open(libc);
    const vm = system.createVm();
    vm.createInterruptControllers();
    const hostAddress = libc.mapAnonymous(IMAGE_SIZE)!;
    new Uint8Array(libc.view(hostAddress, IMAGE_SIZE)).set(romImage(code));
    vm.setMemory({ slot: 0, guestAddress: 2 ** 32 - IMAGE_SIZE, size: IMAGE_SIZE, hostAddress, flags: 0 });
    const handles = Array.from({ length: cpus }, (_, id) => vm.createVcpu(id));
    onTestFinished(() => {
      for (const handle of handles) vm.closeVcpu(handle);
      vm.close();
      system.close();
      libc.unmap(hostAddress, IMAGE_SIZE);
    });
    return { vm, vcpus: handles.map((handle) => new KvmVcpu(libc, handle)), system };
  };

  test('runs to the first port access and shows it on its page', () => {
    const [vcpu] = create(asm.post(0x5a)).vcpus;
    expect(vcpu!.enter()).toBe(0);
    const page = new DataView(vcpu!.page);
    expect(page.getUint32(RUN.exit_reason, true)).toBe(KVM_EXIT.IO);
    expect(page.getUint16(RUN.io_port, true)).toBe(0x80);
    expect(page.getUint8(RUN.io_size)).toBe(1);
    expect(page.getUint32(RUN.io_count, true)).toBe(1);
    expect(page.getUint8(page.getUint32(RUN.io_data_offset, true))).toBe(0x5a);
    expect(vcpu!.haltedForGood()).toBe(false);
  });

  test('returns at once when immediate_exit is set', () => {
    const [vcpu] = create(asm.loop).vcpus;
    new Uint8Array(vcpu!.page)[RUN.immediate_exit] = 1;
    expect(vcpu!.enter()).toBe(EINTR);
  });

  test('that was never started waits for another one', () => {
    const { vcpus } = create(asm.loop, 2);
    expect(vcpus.map((vcpu) => vcpu.haltedForGood())).toEqual([false, true]);
  });

  test('describes its registers as the processor has them after reset', () => {
    const [vcpu] = create(asm.loop).vcpus;
    expect(isFreshlyReset(vcpu!.state())).toBe(true);
    expect(describeRegisters(vcpu!.state())).toBe(
      'rip=0xfff0 rsp=0x0 rflags=0x2 rax=0x0 cs=0xf000 cr0=0x60000010 cr2=0x0 cr3=0x0 cr4=0x0 efer=0x0',
    );
  });

  test('takes the CPUID that KVM supports, and refuses nonsense', () => {
    const { vcpus, system } = create(asm.loop);
    vcpus[0]!.setCpuid(system.supportedCpuid());
    const nonsense = new Uint8Array(8);
    new DataView(nonsense.buffer).setUint32(0, 1_000_000, true);
    expect(() => vcpus[0]!.setCpuid(nonsense)).toThrow('KVM refused CPUID of a vCPU: Argument list too long');
  });

  test('hears a wire of the interrupt controllers', () => {
    // Every interrupt masked, then the first PIC's request register is read twice, where IRQ 4 is bit 4:
    // mov al, 0x0a; out 0x20, al; in al, 0x20; out 0x80, al; in al, 0x20; out 0x80, al
    const readTwice = [0xb0, 0x0a, 0xe6, 0x20, 0xe4, 0x20, 0xe6, 0x80, 0xe4, 0x20, 0xe6, 0x80];
    const { vm, vcpus } = create([...asm.out(0x21, 0xff), ...readTwice]);
    const page = new DataView(vcpus[0]!.page);
    const nextCode = () => {
      expect(vcpus[0]!.enter()).toBe(0);
      return page.getUint8(page.getUint32(RUN.io_data_offset, true));
    };
    expect(nextCode() & 0x10).toBe(0);
    new InterruptWires(libc, vm.fd).set(4, 1);
    expect(nextCode() & 0x10).toBe(0x10);
  });
});
