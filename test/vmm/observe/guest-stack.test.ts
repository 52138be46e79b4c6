import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { GuestMemory } from '../../../src/vmm/bus/memory.js';
import { GuestStack } from '../../../src/vmm/observe/guest-stack.js';

const MEMORY = 64 * 4096;
const ROOT = 0x1000;
const PRESENT = 1n;
const LARGE = 0x80n;

/** Memory whose page tables the test fills; every data byte is the low byte of its page's number. */
function create() {
  const bytes = new Uint8Array(MEMORY);
  for (let page = 16; page < 64; page++) bytes.fill(page, page * 4096, (page + 1) * 4096);
  const fields = new DataView(bytes.buffer);
  const memory = new GuestMemory([{ base: 0, bytes }]);
  const set = (table: number, index: number, entry: bigint) =>
    fields.setBigUint64(table + index * 8, entry, true);
  const copy = (address: bigint, length: number, levels = 4, root = ROOT) => {
    const into = new Uint8Array(length);
    const split = { low: Number(address & 0xffff_ffffn), high: Number(address >> 32n) };
    const copied = new GuestStack(memory).copy(split, { root, levels }, { bytes: into, at: 0, length });
    return [...into.subarray(0, copied)];
  };
  return { set, copy };
}

/** Maps 0xffffc900_00000000 and the page behind it: tables at 0x1000 to 0x4000, pages 16 and 20. */
function mapped() {
  const { set, copy } = create();
  set(0x1000, 402, 0x2000n | PRESENT);
  set(0x2000, 256, 0x3000n | PRESENT);
  set(0x3000, 0, 0x4000n | PRESENT);
  set(0x4000, 0, 0x1_0000n | PRESENT);
  set(0x4000, 1, 0x1_4000n | PRESENT);
  return { set, copy };
}
const STACK = 0xffff_c940_0000_0000n;

describe('a stack', () => {
  test('is copied from where it is mapped, across pages that are not neighbours', () => {
    const { copy } = mapped();
    expect(copy(STACK, 3)).toEqual([16, 16, 16]);
    expect(copy(STACK + 4094n, 4)).toEqual([16, 16, 20, 20]);
  });

  test('ends where nothing is mapped', () => {
    const { copy } = mapped();
    expect(copy(STACK + 8190n, 100)).toEqual([20, 20]);
    expect(copy(STACK + 8192n, 4)).toEqual([]);
    expect(copy(STACK - 1n, 4)).toEqual([]);
    expect(copy(STACK, 4, 4, 0x2000)).toEqual([]);
  });

  test('is found through pages of 2 MiB and 1 GiB, as far as they are RAM', () => {
    const { set, copy } = create();
    set(0x1000, 511, 0x2000n | PRESENT);
    set(0x2000, 510, 0x3000n | PRESENT);
    set(0x3000, 3, LARGE | PRESENT);
    expect(copy(0xffff_ffff_8060_0000n + 17n * 4096n, 2)).toEqual([17, 17]);
    expect(copy(0xffff_ffff_8060_0000n + BigInt(MEMORY) - 2n, 5)).toEqual([63, 63]);
    set(0x2000, 509, LARGE | PRESENT);
    expect(copy(0xffff_ffff_4000_0000n + 18n * 4096n, 1)).toEqual([18]);
  });

  test('is found through five levels', () => {
    const { set, copy } = mapped();
    set(0x5000, 511, 0x1000n | PRESENT);
    expect(copy(STACK | 0xff00_0000_0000_0000n, 1, 5, 0x5000)).toEqual(
      copy(STACK | 0xff00_0000_0000_0000n, 1, 4),
    );
  });
});

test('tables that lie outside of RAM, or are what they should not be, end the copy and nothing else', () => {
  fc.assert(
    fc.property(
      fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
      fc.array(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n })),
      fc.nat(2 ** 40),
      (address, entries, root) => {
        const { set, copy } = create();
        for (const [index, entry] of entries.entries()) set(ROOT, index % 2048, entry);
        expect(copy(address, 64, 4, root).length).toBeLessThanOrEqual(64);
        expect(copy(address, 64, 5, ROOT).length).toBeLessThanOrEqual(64);
      },
    ),
  );
});
