import { describe, expect, it } from 'vitest';
import { readModules } from '../../src/inspect/modules.js';
import { SymbolTable } from '../../src/inspect/symbol-table.js';
import { VirtualMemory } from '../../src/inspect/virtual-memory.js';
import { type BuiltModule, buildModules, functionAddress } from './build-modules.js';

const TWO: readonly BuiltModule[] = [
  { name: 'virtio_blk', functions: ['virtblk_probe', 'virtblk_done'] },
  { name: 'virtio', functions: ['virtio_dev_probe'] },
];

function read(modules: readonly BuiltModule[], damage: (bytes: Uint8Array) => void = () => undefined) {
  const { tables, symbols } = buildModules(modules);
  damage(tables.bytes);
  const memory = new VirtualMemory(tables, tables.paging);
  return readModules({ memory, symbols, orcFormat: 'typed' });
}

describe('readModules', () => {
  it('follows the list to its head', () => {
    const modules = read(TWO);
    expect(modules.map(({ name }) => name)).toEqual(['virtio_blk', 'virtio']);
    expect(modules[0]!.orc?.find(functionAddress(0, 1))?.kind).toBe('call');
    expect(modules.flatMap(({ symbols }) => symbols.map(({ name, address }) => [name, address]))).toEqual([
      ['virtblk_probe [virtio_blk]', functionAddress(0, 0)],
      ['virtblk_done [virtio_blk]', functionAddress(0, 1)],
      ['virtio_dev_probe [virtio]', functionAddress(1, 0)],
    ]);
  });

  it('finds none where there are none, or the kernel has no list', () => {
    expect(read([])).toEqual([]);
    const { tables } = buildModules(TWO);
    const memory = new VirtualMemory(tables, tables.paging);
    expect(readModules({ memory, symbols: new SymbolTable([]), orcFormat: 'typed' })).toEqual([]);
  });

  it('ends on a list that goes round without its head, and at a name that is none', () => {
    const round = read(TWO, (bytes) =>
      Buffer.from(bytes.buffer).writeBigUInt64LE(functionAddress(0, 0) - 0x1000n + 8n, 0x5_1008),
    );
    expect(round).toHaveLength(1024);
    expect(read(TWO, (bytes) => bytes.set([0x1b, 0x5b], 0x5_1018))).toHaveLength(1);
  });

  it('does without a table that makes no sense', () => {
    const [module] = read(TWO, (bytes) => bytes.fill(0x80, 0x5_0400, 0x5_0408));
    expect(module!.orc).toBeNull();
    expect(module!.symbols).toHaveLength(2);
  });
});
