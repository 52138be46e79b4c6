import { expect, it } from 'vitest';
import { readSymbolAddresses } from '../../src/inspect/symbol-addresses.js';
import { readSymbolNames } from '../../src/inspect/symbol-names.js';
import { findTokenTables } from '../../src/inspect/token-table.js';
import { BASE, kernelSymbols, LAYOUTS, ramWith } from './build-kallsyms.js';

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

it.each(LAYOUTS)('$addresses, $absolutePerCpu, $seqBytes: a kernel needs a text with an end', (layout) => {
  const written = kernelSymbols(NAMES).map((symbol) =>
    symbol.name === '_etext' ? { ...symbol, name: 'other' } : symbol,
  );
  expect(readSymbolAddresses(tablesOf(layout, written))).toBeNull();
});
