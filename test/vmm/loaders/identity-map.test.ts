import { describe, expect, test } from 'vitest';
import { GiB, MiB } from '../../../src/vmm/bus/memory-map.js';
import { writeIdentityMap } from '../../../src/vmm/loaders/identity-map.js';
import { guestMemory } from './kernel-files.js';

/** Memory with the tables, and where they begin. */
function mapped() {
  const memory = guestMemory(MiB);
  memory.slice(0, MiB).fill(0xff, 0x20000);
  return { memory, root: writeIdentityMap(memory) };
}

const PRESENT = 1n;
const WRITABLE = 2n;
const LARGE = 0x80n;
const FRAME = 0xf_ffff_ffff_f000n;

/** Translates as a processor with four levels does (Intel SDM volume 3, 4.5.4); null is a page fault. */
function walk({ memory, root }: ReturnType<typeof mapped>, address: number): number | null {
  let table = BigInt(root);
  for (const shift of [39, 30, 21, 12]) {
    const index = Number((BigInt(address) >> BigInt(shift)) & 0x1ffn);
    const entry = memory.view(Number(table) + index * 8, 8).getBigUint64(0, true);
    if ((entry & PRESENT) === 0n) return null;
    expect(entry & WRITABLE).toBe(WRITABLE);
    const isLeaf = shift === 12 || (shift < 39 && (entry & LARGE) !== 0n);
    const offset = (1n << BigInt(shift)) - 1n;
    if (isLeaf) return Number((entry & FRAME & ~offset) | (BigInt(address) & offset));
    // Bit 7 of the top level and everything beyond the frame must be zero.
    expect(entry & ~(FRAME | PRESENT | WRITABLE)).toBe(0n);
    table = entry & FRAME;
  }
  return null;
}

describe('the identity map', () => {
  test('gives every page below 4 GiB itself, at its first and last byte', () => {
    const guest = mapped();
    for (let address = 0; address < 4 * GiB; address += 2 * MiB) {
      for (const inside of [address, address + 2 * MiB - 1]) {
        const physical = walk(guest, inside);
        if (physical !== inside) expect({ inside, physical }).toEqual({ inside, physical: inside });
      }
    }
  });

  test.each([4 * GiB, 5 * GiB, 512 * GiB, 2 ** 47])('ends at 4 GiB: 0x%x is not mapped', (address) => {
    expect(walk(mapped(), address)).toBeNull();
  });
});
