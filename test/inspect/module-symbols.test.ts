import { expect, it } from 'vitest';
import { readModuleSymbols } from '../../src/inspect/module-symbols.js';
import { VirtualMemory } from '../../src/inspect/virtual-memory.js';
import { buildModules, functionAddress } from './build-modules.js';

const ADDRESS = functionAddress(0, 0) - 0x1000n;

function read(change: (bytes: Uint8Array) => void = () => undefined) {
  const { tables } = buildModules([{ name: 'virtio', functions: ['probe', 'remove'] }]);
  change(tables.bytes);
  const memory = new VirtualMemory(tables, tables.paging);
  return readModuleSymbols(memory, {
    name: 'virtio',
    address: ADDRESS,
    bytes: memory.readMapped(ADDRESS, 0x1000),
  });
}

it('functions have the name of their module behind theirs', () => {
  expect(read()).toEqual([
    { address: functionAddress(0, 0), name: 'probe [virtio]', type: 't', size: 64 },
    { address: functionAddress(0, 1), name: 'remove [virtio]', type: 't', size: 64 },
  ]);
});

it('what is no function is left out', () => {
  expect(read((bytes) => bytes.set([0x11], 0x5_0604)).map(({ name }) => name)).toEqual(['remove [virtio]']);
});

it.each([
  ['a module that still starts, or another configuration', (bytes: Uint8Array) => bytes.set([0], 0x5_0180)],
  ['more symbols than any module has', (bytes: Uint8Array) => bytes.set([0xff, 0xff, 0xff], 0x5_0190)],
  ['a table that is not mapped', (bytes: Uint8Array) => bytes.fill(0, 0x5_0188, 0x5_0190)],
])('there are none of %s', (_, change) => {
  expect(read(change)).toEqual([]);
});
