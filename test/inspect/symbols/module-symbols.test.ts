import { expect, it } from 'vitest';
import { readModuleSymbols } from '../../../src/inspect/symbols/module-symbols.js';
import { VirtualMemory } from '../../../src/inspect/virtual-memory.js';
import { buildModules, functionAddress } from '../build-modules.js';

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

it('a size that is none, or that no function has, is not known', () => {
  const sizes = (bytes: Uint8Array): void => {
    Buffer.from(bytes.buffer).writeBigUInt64LE(0n, 0x5_0610);
    Buffer.from(bytes.buffer).writeBigUInt64LE(2n ** 63n, 0x5_0628);
  };
  expect(read(sizes).map(({ size }) => size)).toEqual([null, null]);
});

it('a function needs a name, one that ends', () => {
  const namedAt = (place: number) => (bytes: Uint8Array) =>
    new DataView(bytes.buffer).setUint32(0x5_0600, place, true);
  // The empty name that every table of names begins with.
  expect(read(namedAt(0)).map(({ name }) => name)).toEqual(['remove [virtio]']);
  expect(read(namedAt(0x7fff_0000)).map(({ name }) => name)).toEqual(['remove [virtio]']);
  const endless = read((bytes) => {
    namedAt(0x10)(bytes);
    bytes.fill(0x61, 0x5_0910, 0x5_0910 + 600);
  });
  expect(endless.map(({ name }) => name)).toEqual(['remove [virtio]']);
});

it('finds names however far behind the first they stand', () => {
  const far = (bytes: Uint8Array): void => {
    new DataView(bytes.buffer).setUint32(0x5_0600, 0x680, true);
    bytes.set(Buffer.from('far_away\0'), 0x5_0900 + 0x680);
  };
  expect(read(far).map(({ name }) => name)).toEqual(['far_away [virtio]', 'remove [virtio]']);
});

it('finds what is kept of a module wherever its configuration puts it', () => {
  const moved = (bytes: Uint8Array): void => {
    bytes.fill(0, 0x5_0180, 0x5_0188);
    bytes.copyWithin(0x5_0fe8, 0x5_0188, 0x5_01a0);
    Buffer.from(bytes.buffer).writeBigUInt64LE(ADDRESS + 0xfe8n, 0x5_0fe0);
  };
  expect(read(moved)).toHaveLength(2);
});

it.each([
  ['a module that still starts, or another configuration', (bytes: Uint8Array) => bytes.set([0], 0x5_0180)],
  ['no symbols at all', (bytes: Uint8Array) => bytes.fill(0, 0x5_0190, 0x5_0194)],
  ['more symbols than any module has', (bytes: Uint8Array) => bytes.set([0xff, 0xff, 0xff], 0x5_0190)],
  ['a table that is not mapped', (bytes: Uint8Array) => bytes.fill(0, 0x5_0188, 0x5_0190)],
])('there are none of %s', (_, change) => {
  expect(read(change)).toEqual([]);
});
