import { expect, it } from 'vitest';
import { VirtualMemory } from '../../src/inspect/virtual-memory.js';
import { PageTables } from './build-page-tables.js';

const START = 0xffff_ffff_c039_0000n;
const TABLES = new PageTables().map(START, 0x2_0000n).map(START + 0x1000n, 0x1_0000n);
TABLES.write(0x2_0ff8, 0x1111n);
TABLES.write(0x1_0000, 0x2222n);

it('copies across pages that lie anywhere', () => {
  const memory = new VirtualMemory(TABLES, TABLES.paging);
  const bytes = memory.read(START + 0xff8n, 16)!;
  expect(Buffer.from(bytes).readBigUInt64LE(0)).toBe(0x1111n);
  expect(Buffer.from(bytes).readBigUInt64LE(8)).toBe(0x2222n);
});

it('reads all or nothing, or what is mapped', () => {
  const memory = new VirtualMemory(TABLES, TABLES.paging);
  expect(memory.read(START + 0x1ff8n, 16)).toBeNull();
  expect(memory.readMapped(START + 0x1ff8n, 16)).toHaveLength(8);
  expect(memory.readMapped(0n, 16)).toHaveLength(0);
});

it('copies no more than it may in all', () => {
  const memory = new VirtualMemory(TABLES, TABLES.paging, 20);
  expect(memory.read(START, 16)).not.toBeNull();
  expect(memory.read(START, 8)).toBeNull();
  expect(memory.read(START, 4)).not.toBeNull();
});
