import { expect, it } from 'vitest';
import { readSymbolAddresses } from '../../../src/inspect/symbols/symbol-addresses.js';
import { readSymbolNames } from '../../../src/inspect/symbols/symbol-names.js';
import { findTokenTables } from '../../../src/inspect/symbols/token-table.js';
import { BASE, kernelSymbols, LAYOUTS, ramWith } from '../build-kallsyms.js';

const NAMES = Array.from({ length: 600 }, (_, at) => `page${at}_init`);

function tablesOf(layout: (typeof LAYOUTS)[number], written: ReturnType<typeof kernelSymbols>) {
  const [region] = ramWith(written, layout).regions as [{ base: number; bytes: Uint8Array }];
  const [table] = [...findTokenTables(region, 0, region.bytes.length)];
  return { table: table!, names: readSymbolNames(table!)!, base: BASE };
}

it.each(LAYOUTS)(
  '$addresses, per-CPU absolute: $absolutePerCpu, $seqBytes: each name has its address',
  (layout) => {
    const written = kernelSymbols(NAMES, { perCpu: layout.absolutePerCpu ? 30 : 0 });
    const addresses = readSymbolAddresses(tablesOf(layout, written));
    expect([...addresses!]).toEqual(written.map(({ address }) => address));
  },
);

it.each(LAYOUTS)('$addresses, $absolutePerCpu, $seqBytes: addresses that do not rise are none', (layout) => {
  const written = kernelSymbols(NAMES);
  const shuffled = written.map((symbol, at) =>
    symbol.name.startsWith('_')
      ? symbol
      : { ...symbol, address: BASE.virtual + BigInt(64 * ((at * 7919) % 601)) },
  );
  expect(readSymbolAddresses(tablesOf(layout, shuffled))).toBeNull();
});

it.each(LAYOUTS)('$addresses, $absolutePerCpu, $seqBytes: memory that ends too soon has none', (layout) => {
  const { table, names, base } = tablesOf(layout, kernelSymbols(NAMES));
  const whole = table.region.bytes.length;
  const ends = [0, 4, 8, 100, 4 * names.count - 4, 4 * names.count];
  for (const length of ends.map((more) => Math.min(table.end + more, whole))) {
    const region = { ...table.region, bytes: table.region.bytes.slice(0, length) };
    const found = readSymbolAddresses({ table: { ...table, region }, names, base });
    if (layout.addresses === 'before') expect(found).toHaveLength(names.count);
    else if (length < table.end + 4 * names.count) expect(found).toBeNull();
  }
});

it.each(LAYOUTS)('$addresses, $absolutePerCpu, $seqBytes: those of a kernel lie in its image', (layout) => {
  const beyond = kernelSymbols(NAMES).map((symbol, at) =>
    symbol.name.startsWith('_')
      ? symbol
      : { ...symbol, address: BASE.virtual + BigInt(0x2600_0000 + 8 * at) },
  );
  const sorted = beyond.toSorted((a, b) => (a.address < b.address ? -1 : 1));
  expect(readSymbolAddresses(tablesOf(layout, sorted))).toBeNull();
});

it.each(LAYOUTS)('$addresses, $absolutePerCpu, $seqBytes: begin where its image does', (layout) => {
  const tables = tablesOf(layout, kernelSymbols(NAMES));
  expect(readSymbolAddresses(tables)).not.toBeNull();
  // Addresses that are relative to their place move with the image, but not with their own place in it.
  const isRelative = layout.addresses === 'place-relative';
  const moved = isRelative
    ? { ...BASE, physical: BASE.physical + 0x1000 }
    : { ...BASE, virtual: BASE.virtual + 0x1000n };
  expect(readSymbolAddresses({ ...tables, base: moved })).toBeNull();
  const unknown = readSymbolAddresses({ ...tables, base: null });
  expect(unknown === null).toBe(isRelative);
});

it.each(LAYOUTS)('$addresses, $absolutePerCpu, $seqBytes: a text ends behind its beginning', (layout) => {
  const swapped = kernelSymbols(NAMES).map((symbol) => ({
    ...symbol,
    name: { _text: '_etext', _etext: '_text' }[symbol.name] ?? symbol.name,
  }));
  expect(readSymbolAddresses({ ...tablesOf(layout, swapped), base: null })).toBeNull();
});

it.each(LAYOUTS)('$addresses, $absolutePerCpu, $seqBytes: a kernel needs a text with an end', (layout) => {
  const written = kernelSymbols(NAMES).map((symbol) =>
    symbol.name === '_etext' ? { ...symbol, name: 'other' } : symbol,
  );
  expect(readSymbolAddresses(tablesOf(layout, written))).toBeNull();
});
