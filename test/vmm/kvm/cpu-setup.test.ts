import { describe, expect, test } from 'vitest';
import { setGeneralRegisters, setSpecialRegisters } from '../../../src/vmm/kvm/cpu-setup.js';
import type { DirectBoot } from '../../../src/vmm/loaders/boot-state.js';

const GDT = { address: 0x500, size: 32, code: 0x10, data: 0x18 };
const LONG: DirectBoot = {
  mode: 'long64',
  isLinux: true,
  registers: { rip: 0x100_0200, rsi: 0x7000, rsp: 0x6ff0 },
  pageTables: 0x9000,
  gdt: GDT,
};
const PROTECTED: DirectBoot = {
  mode: 'protected32',
  isLinux: true,
  registers: { rip: 0x100_0000, rbx: 0x7000, rsp: 0x6ff0 },
  pageTables: 0,
  gdt: GDT,
};

/** struct kvm_segment of <asm/kvm.h>. */
function segmentAt(sregs: DataView, at: number) {
  const [type, present, dpl, db, s, l, g, avl, unusable] = Array.from({ length: 9 }, (_, i) =>
    sregs.getUint8(at + 14 + i),
  );
  return {
    base: sregs.getBigUint64(at, true),
    limit: sregs.getUint32(at + 8, true),
    selector: sregs.getUint16(at + 12, true),
    ...{ type, present, dpl, db, s, l, g, avl, unusable },
  };
}

/** struct kvm_sregs, from a state with every bit set that the setup has to clear. */
function specialRegisters(boot: DirectBoot) {
  const sregs = new DataView(new Uint8Array(312).fill(0xff).buffer);
  // What KVM gives a processor in its reset state: an empty CR4 and EFER.
  for (const at of [240, 248, 264]) sregs.setBigUint64(at, 0n, true);
  setSpecialRegisters(sregs, boot);
  const word = (at: number) => sregs.getBigUint64(at, true);
  return {
    cs: segmentAt(sregs, 0),
    data: [24, 48, 72, 96, 120].map((at) => segmentAt(sregs, at)),
    tr: segmentAt(sregs, 144),
    gdt: { base: word(192), limit: sregs.getUint16(200, true) },
    cr0: word(224),
    cr3: word(240),
    cr4: word(248),
    efer: word(264),
    untouched: [word(168), word(208), word(232), word(256), word(272)],
  };
}

const FLAT = {
  base: 0n,
  limit: 0xffff_ffff,
  present: 1,
  dpl: 0,
  s: 1,
  g: 1,
  avl: 0,
  unusable: 0,
} as const;
const DATA = { ...FLAT, selector: 0x18, type: 3, db: 1, l: 0 };
const TASK = { ...FLAT, limit: 0x67, selector: 0, type: 0xb, s: 0, g: 0, db: 0, l: 0 };

describe('long mode', () => {
  const registers = specialRegisters(LONG);

  test('has paging, its extensions and long mode on, from the page tables', () => {
    const { cr0, cr3, cr4, efer } = registers;
    // CR0: PE, ET, PG; CR4: PAE; EFER: LME, LMA (Intel SDM volume 3, 2.5 and 2.2.1).
    expect({ cr0, cr3, cr4, efer }).toEqual({ cr0: 0x8000_0011n, cr3: 0x9000n, cr4: 0x20n, efer: 0x500n });
  });

  test('has a 64-bit code segment, which must not say 32-bit', () => {
    expect(registers.cs).toEqual({ ...FLAT, selector: 0x10, type: 0xb, db: 0, l: 1 });
  });
});

describe('protected mode', () => {
  const registers = specialRegisters(PROTECTED);

  test('has paging off and nothing else on', () => {
    const { cr0, cr3, cr4, efer } = registers;
    expect({ cr0, cr3, cr4, efer }).toEqual({ cr0: 0x11n, cr3: 0n, cr4: 0n, efer: 0n });
  });

  test('has a 32-bit code segment', () => {
    expect(registers.cs).toEqual({ ...FLAT, selector: 0x10, type: 0xb, db: 1, l: 0 });
  });
});

describe.each([LONG, PROTECTED])('$mode', (boot) => {
  const registers = specialRegisters(boot);

  test('has flat data segments, and an active TSS of the size that PVH promises', () => {
    expect(registers.data).toEqual(Array.from({ length: 5 }, () => DATA));
    expect(registers.tr).toEqual(TASK);
  });

  test('has the descriptor table where its selectors are', () => {
    expect(registers.gdt).toEqual({ base: 0x500n, limit: 31 });
  });

  test('leaves everything else as it was', () => {
    expect(registers.untouched).toEqual(Array.from({ length: 5 }, () => 2n ** 64n - 1n));
  });

  test('starts with interrupts off and the registers that its loader chose, all others zero', () => {
    const words = new BigUint64Array(18);
    setGeneralRegisters(words, boot);
    const { rip, rsp, rsi = 0, rbx = 0 } = boot.registers;
    const expected = new Map([
      [1, rbx],
      [4, rsi],
      [6, rsp],
      [16, rip],
      [17, 2],
    ]);
    expect([...words]).toEqual(Array.from({ length: 18 }, (_, i) => BigInt(expected.get(i) ?? 0)));
  });
});
