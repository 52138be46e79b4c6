import { describe, expect, test } from 'vitest';
import { writeGdt } from '../../../src/vmm/loaders/gdt.js';
import { guestMemory } from './kernel-files.js';

/** A segment descriptor taken apart (Intel SDM volume 3, figure 3-8). */
function decode(descriptor: bigint) {
  const bits = (from: number, count: number) =>
    Number((descriptor >> BigInt(from)) & ((1n << BigInt(count)) - 1n));
  const limit = bits(0, 16) | (bits(48, 4) << 16);
  return {
    base: bits(16, 24) | (bits(56, 8) << 24),
    lastByte: bits(55, 1) === 1 ? limit * 4096 + 4095 : limit,
    type: bits(40, 4),
    isCodeOrData: bits(44, 1),
    privilege: bits(45, 2),
    present: bits(47, 1),
    long: bits(53, 1),
    default32: bits(54, 1),
  };
}

const FLAT = { base: 0, lastByte: 0xffff_ffff, isCodeOrData: 1, privilege: 0, present: 1 };
const EXECUTE_READ_ACCESSED = 0xb;
const READ_WRITE_ACCESSED = 0x3;

describe.each(['protected32', 'long64'] as const)('the descriptor table for %s', (mode) => {
  const written = () => {
    const memory = guestMemory();
    const gdt = writeGdt(memory, mode);
    const raw = (selector: number) => memory.view(gdt.address + selector, 8).getBigUint64(0, true);
    return { gdt, raw };
  };

  test('has the selectors of the Linux boot protocol within its size', () => {
    const { gdt } = written();
    expect(gdt).toMatchObject({ code: 0x10, data: 0x18 });
    expect([gdt.size, gdt.data + 8]).toEqual([32, 32]);
  });

  test('starts with the null descriptor', () => {
    expect(written().raw(0)).toBe(0n);
  });

  test('has flat code and data segments', () => {
    const { gdt, raw } = written();
    const long = mode === 'long64' ? 1 : 0;
    expect(decode(raw(gdt.code))).toEqual({
      ...FLAT,
      type: EXECUTE_READ_ACCESSED,
      long,
      default32: 1 - long,
    });
    expect(decode(raw(gdt.data))).toEqual({ ...FLAT, type: READ_WRITE_ACCESSED, long: 0, default32: 1 });
  });
});
