import { describe, expect, test } from 'vitest';
import { cpuidForGuest } from '../../../src/vmm/kvm/cpuid.js';

interface Leaf {
  readonly function: number;
  readonly index?: number;
  readonly registers?: readonly [eax: number, ebx: number, ecx: number, edx: number];
}

/** struct kvm_cpuid2: nent, padding, entries of 40 bytes: function, index, flags, eax, ebx, ecx, edx, padding. */
function build(leaves: readonly Leaf[]): Uint8Array {
  const data = new DataView(new ArrayBuffer(8 + 40 * leaves.length));
  data.setUint32(0, leaves.length, true);
  leaves.forEach((leaf, position) => {
    const at = 8 + 40 * position;
    data.setUint32(at, leaf.function, true);
    data.setUint32(at + 4, leaf.index ?? 0, true);
    (leaf.registers ?? [0, 0, 0, 0]).forEach((value, register) => {
      data.setUint32(at + 12 + 4 * register, value, true);
    });
  });
  return new Uint8Array(data.buffer);
}

function registers(cpuid: Uint8Array, position: number): number[] {
  const data = new DataView(cpuid.buffer, cpuid.byteOffset);
  return [0, 1, 2, 3].map((register) => data.getUint32(8 + 40 * position + 12 + 4 * register, true));
}

const ones = 0xffff_ffff;

describe('the CPUID of a guest', () => {
  test('says hypervisor and deadline timer, and whose processor it is of how many', () => {
    const supported = build([{ function: 1, registers: [0x1234, 0xaabb_ccdd, 0x0000_0001, 0x1000_0002] }]);
    const one = registers(cpuidForGuest(supported, { apicId: 0, cpus: 1 }), 0);
    expect(one).toEqual([0x1234, 0x0001_ccdd, 0x8100_0001, 0x0000_0002]);
    const third = registers(cpuidForGuest(supported, { apicId: 2, cpus: 4 }), 0);
    expect(third).toEqual([0x1234, 0x0204_ccdd, 0x8100_0001, 0x1000_0002]);
    const last = registers(cpuidForGuest(supported, { apicId: 254, cpus: 255 }), 0);
    expect(last[1]).toBe(0xfeff_ccdd);
  });

  test('does not change what KVM supports', () => {
    const supported = build([{ function: 1 }]);
    const before = supported.slice();
    cpuidForGuest(supported, { apicId: 1, cpus: 2 });
    expect(supported).toEqual(before);
  });

  test.each([0x0b, 0x1f])('gives leaf 0x%x one thread a core, and bits enough for all', (leaf) => {
    const supported = build([
      { function: leaf, index: 0, registers: [ones, ones, ones, ones] },
      { function: leaf, index: 1, registers: [ones, ones, ones, ones] },
      { function: leaf, index: 2, registers: [0, 0, 2, ones] },
    ]);
    const levels = (apicId: number, cpus: number) => {
      const cpuid = cpuidForGuest(supported, { apicId, cpus });
      return [0, 1, 2].map((index) => registers(cpuid, index));
    };
    expect(levels(3, 5)).toEqual([
      [0xffff_ffe0, 0xffff_0001, 0xffff_0100, 3],
      [0xffff_ffe3, 0xffff_0005, 0xffff_0201, 3],
      [0, 0, 2, 3],
    ]);
    expect(levels(0, 1)[1]).toEqual([0xffff_ffe0, 0xffff_0001, 0xffff_0201, 0]);
    expect(levels(0, 4)[1]![0]).toBe(0xffff_ffe2);
  });

  test('counts cores and numbers the processor on AMD', () => {
    const supported = build([
      { function: 0x8000_0008, registers: [1, 2, 0x12ff, 4] },
      { function: 0x8000_001e, registers: [ones, 2, 3, 4] },
    ]);
    const cpuid = cpuidForGuest(supported, { apicId: 1, cpus: 2 });
    expect([registers(cpuid, 0), registers(cpuid, 1)]).toEqual([
      [1, 2, 0x1201, 4],
      [1, 2, 3, 4],
    ]);
  });

  test('is what KVM supports in every other leaf', () => {
    const supported = build([
      { function: 0, registers: [1, 2, 3, 4] },
      { function: 7, registers: [ones, ones, ones, ones] },
      { function: 0x4000_0000, registers: [5, 6, 7, 8] },
    ]);
    expect(cpuidForGuest(supported, { apicId: 1, cpus: 2 })).toEqual(supported);
  });
});
