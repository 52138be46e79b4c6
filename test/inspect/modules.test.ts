import { describe, expect, it } from 'vitest';
import { isInModules, readModules } from '../../src/inspect/modules.js';
import { SymbolTable } from '../../src/inspect/symbols/symbol-table.js';
import { VirtualMemory } from '../../src/inspect/virtual-memory.js';
import { type BuiltModule, buildModules, functionAddress, HEAD } from './build-modules.js';

/** In the area of modules, where none is. */
const UNMAPPED = 0xffff_ffff_c100_0000n;

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

  it('has no unwind tables where the kernel has none', () => {
    const { tables, symbols } = buildModules(TWO);
    const memory = new VirtualMemory(tables, tables.paging);
    const modules = readModules({ memory, symbols, orcFormat: null });
    expect(modules.map(({ orc }) => orc)).toEqual([null, null]);
  });

  it('reads no list whose head is not mapped, and goes no farther than a link that leads nowhere', () => {
    const { tables } = buildModules(TWO);
    const memory = new VirtualMemory(tables, tables.paging);
    const far = new SymbolTable([{ address: HEAD + 0x10_0000n, name: 'modules', type: 'D', size: null }]);
    expect(readModules({ memory, symbols: far, orcFormat: 'typed' })).toEqual([]);
    expect(read(TWO, (bytes) => bytes.fill(0, 0x5_0008, 0x5_0010))).toHaveLength(1);
  });

  it.each([
    ['no entries', (view: DataView) => view.setUint32(0x5_0200, 0, true)],
    ['more entries than any module', (view: DataView) => view.setUint32(0x5_0200, 1_000_001, true)],
    ['addresses outside of modules', (view: DataView) => view.setBigUint64(0x5_0208, HEAD, true)],
    ['entries outside of modules', (view: DataView) => view.setBigUint64(0x5_0210, HEAD, true)],
    ['addresses that are not mapped', (view: DataView) => view.setBigUint64(0x5_0208, UNMAPPED, true)],
    ['entries that are not mapped', (view: DataView) => view.setBigUint64(0x5_0210, UNMAPPED, true)],
    ['a first function below all modules', (view: DataView) => view.setInt32(0x5_0400, -0x7000_0000, true)],
    ['a last function above all modules', (view: DataView) => view.setInt32(0x5_0404, 0x7000_0000, true)],
  ])('has no unwind table with %s', (_, damage) => {
    const [module, next] = read(TWO, (bytes) => damage(new DataView(bytes.buffer)));
    expect(module!.orc).toBeNull();
    expect(next!.orc).not.toBeNull();
  });

  it.each([
    [0xffff_ffff_9fff_ffffn, false],
    [0xffff_ffff_a000_0000n, true],
    [0xffff_ffff_feff_ffffn, true],
    [0xffff_ffff_ff00_0000n, false],
  ])('modules are loaded at %s: %s', (address, expected) => expect(isInModules(address)).toBe(expected));

  it('does without a table that makes no sense', () => {
    const [module] = read(TWO, (bytes) => bytes.fill(0x80, 0x5_0400, 0x5_0408));
    expect(module!.orc).toBeNull();
    expect(module!.symbols).toHaveLength(2);
  });
});
