import { expect, onTestFinished, test } from 'vitest';
import { addCounters, KVM_COUNTERS, openKvmStats } from '../../src/vmm/exits/kvm-stats.js';
import { KvmSystem } from '../../src/vmm/kvm/kvm-system.js';
import { Libc } from '../../src/vmm/kvm/libc.js';
import { KvmVcpu } from '../../src/vmm/kvm/vcpu.js';
import { describeWith, requirement } from '../helpers/requirements.js';

const ROM_SIZE = 0x1_0000;
const RESET_OFFSET = 0xfff0;
/** out %al, $0x80; jmp back to it. */
const WRITE_FOR_EVER = [0xe6, 0x80, 0xeb, 0xfc];

describeWith([requirement.kvm()], 'what KVM counts about a vCPU', () => {
  test('is found by name and grows with its exits', () => {
    const libc = new Libc();
    const system = KvmSystem.open(libc);
    const vm = system.createVm();
    const handle = vm.createVcpu(0);
    const hostAddress = libc.mapAnonymous(ROM_SIZE)!;
    new Uint8Array(libc.view(hostAddress, ROM_SIZE)).set(WRITE_FOR_EVER, RESET_OFFSET);
    vm.setMemory({ slot: 0, guestAddress: 2 ** 32 - ROM_SIZE, size: ROM_SIZE, hostAddress, flags: 0 });
    const stats = openKvmStats(libc, handle);
    onTestFinished(() => {
      if (stats !== null) libc.close(stats.fd);
      vm.closeVcpu(handle);
      vm.close();
      system.close();
      libc.unmap(hostAddress, ROM_SIZE);
    });
    expect(stats).not.toBeNull();
    expect(stats!.positions.every((position) => position !== null && position > 0)).toBe(true);
    const row = new Float64Array(KVM_COUNTERS.length);
    addCounters(stats!, row);
    expect([...row]).toEqual([0, 0, 0, 0]);
    const vcpu = new KvmVcpu(libc, handle);
    for (let i = 0; i < 10; i++) vcpu.enter();
    addCounters(stats!, row);
    const [exits] = row;
    expect(exits).toBeGreaterThanOrEqual(10);
    // Added to what is there: a sum over vCPUs.
    addCounters(stats!, row);
    expect(row[0]).toBe(2 * exits!);
  });
});
