import { expect, test } from 'vitest';
import { SyncRegisters } from '../../../src/vmm/kvm/sync-registers.js';

test('asks KVM for the registers, and finds each where struct kvm_sync_regs has it', () => {
  const page = new ArrayBuffer(4096);
  const fields = new DataView(page);
  const registers = new SyncRegisters(page);
  expect(fields.getBigUint64(288, true)).toBe(3n);
  // Offsets as the C structure has them: general registers at 304, special registers at 448.
  for (const [name, at] of [
    ['rsp', 352],
    ['rbp', 360],
    ['rdi', 344],
    ['rdx', 328],
    ['r10', 384],
    ['r13', 408],
    ['rip', 432],
    ['cr3', 688],
    ['cr4', 696],
  ] as const) {
    fields.setBigUint64(at, 0xffff_ffff_8100_0000n + BigInt(at), true);
    expect(registers.get(name)).toBe(0xffff_ffff_8100_0000n + BigInt(at));
  }
  expect(fields.getBigUint64(296, true)).toBe(0n);
  fields.setUint16(460, 0x33, true);
  expect(registers.cs).toBe(0x33);
  expect([registers.low('rip'), registers.high('rip')]).toEqual([0x8100_01b0, 0xffff_ffff]);
});

test('moves the guest on by writing the address back, the general registers marked as changed', () => {
  const page = new ArrayBuffer(4096);
  const fields = new DataView(page);
  new SyncRegisters(page).goTo(0xffff_ffff_8123_4567n);
  expect([fields.getBigUint64(432, true), fields.getBigUint64(296, true)]).toEqual([
    0xffff_ffff_8123_4567n,
    1n,
  ]);
});
