import { expect, onTestFinished, test } from 'vitest';
import { EINTR } from '../../src/vmm/kvm/errno.js';
import { KvmSystem } from '../../src/vmm/kvm/kvm-system.js';
import { Libc } from '../../src/vmm/kvm/libc.js';
import { KvmVcpu } from '../../src/vmm/kvm/vcpu.js';
import { VcpuTimer } from '../../src/vmm/kvm/vcpu-timer.js';
import { describeWith, requirement } from '../helpers/requirements.js';

const ROM_SIZE = 0x1_0000;
const RESET_OFFSET = 0xfff0;
/** jmp to itself */
const FOR_EVER = [0xeb, 0xfe];

describeWith([requirement.kvm()], 'a timer of a vCPU thread', () => {
  test('makes KVM_RUN of a guest that never leaves by itself return, again and again', () => {
    const libc = new Libc();
    const system = KvmSystem.open(libc);
    const vm = system.createVm();
    const handle = vm.createVcpu(0);
    const hostAddress = libc.mapAnonymous(ROM_SIZE)!;
    new Uint8Array(libc.view(hostAddress, ROM_SIZE)).set(FOR_EVER, RESET_OFFSET);
    vm.setMemory({ slot: 0, guestAddress: 2 ** 32 - ROM_SIZE, size: ROM_SIZE, hostAddress, flags: 0 });
    const timer = new VcpuTimer(libc, 2_000_000);
    onTestFinished(() => {
      timer.close();
      vm.closeVcpu(handle);
      vm.close();
      system.close();
      libc.unmap(hostAddress, ROM_SIZE);
    });
    const vcpu = new KvmVcpu(libc, handle);
    expect(Array.from({ length: 5 }, () => vcpu.enter())).toEqual([EINTR, EINTR, EINTR, EINTR, EINTR]);
  });
});
