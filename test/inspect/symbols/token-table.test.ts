import { describe, expect, it } from 'vitest';
import { align, findTokenTables } from '../../../src/inspect/symbols/token-table.js';
import { kernelSymbols, LAYOUTS, RAM_BASE, ramWith } from '../build-kallsyms.js';

const WRITTEN = kernelSymbols(Array.from({ length: 300 }, (_, at) => `page${at}_init`));

function tablesIn(bytes: Uint8Array, from = 0, to = bytes.length) {
  return [...findTokenTables({ base: RAM_BASE, bytes }, from, to)];
}

describe.each(LAYOUTS)('$addresses, $seqBytes', (layout) => {
  const [region] = ramWith(WRITTEN, layout).regions as [{ base: number; bytes: Uint8Array }];

  it('a table is found by its digits and read by its index', () => {
    const [table, ...others] = tablesIn(region.bytes);
    expect(others).toEqual([]);
    expect(table!.tokens).toHaveLength(256);
    expect(table!.tokens[0x37]).toBe('7');
    expect(table!.tokens).toContain('_init');
    expect(table!.end - table!.indexStart).toBe(512);
  });

  it('is none when one place of the index is wrong', () => {
    const [table] = tablesIn(region.bytes);
    const bytes = Uint8Array.from(region.bytes);
    bytes[table!.indexStart + 300]! ^= 1;
    expect(tablesIn(bytes)).toEqual([]);
  });

  it('is looked for where it may be', () => {
    expect(tablesIn(region.bytes, region.bytes.length - 100)).toEqual([]);
    expect(tablesIn(region.bytes, 0, 0x3500)).toEqual([]);
  });
});

it('a table beyond 2 GiB of a region is found where it is', () => {
  const [region] = ramWith(WRITTEN, LAYOUTS[0]!).regions as [{ base: number; bytes: Uint8Array }];
  const [table] = tablesIn(region.bytes);
  // Untouched pages of it take no memory. The second copy lies across a border between two stretches that are searched.
  const bytes = new Uint8Array(2 ** 31 + 2 ** 21);
  const digits = table!.start + region.bytes.subarray(table!.start).indexOf(0x30);
  const border = 2 ** 31 + 2 ** 20;
  const moves = [2 ** 31 - region.bytes.length - 4096, border - 8 - digits].map((move) => move - (move % 8));
  for (const move of moves) bytes.set(region.bytes, move);
  const found = [...findTokenTables({ base: RAM_BASE, bytes }, 2 ** 20, bytes.length)];
  expect(found.map(({ start }) => start)).toEqual(moves.map((move) => table!.start + move));
});

it('aligns by guest physical address, not by offset', () => {
  expect(align({ base: 0x1004, bytes: new Uint8Array() }, 1, 8)).toBe(4);
  expect(align({ base: 0x1000, bytes: new Uint8Array() }, 8, 8)).toBe(8);
});
