import { describe, expect, it } from 'vitest';
import { readSymbolNames } from '../../src/inspect/symbol-names.js';
import { findTokenTables } from '../../src/inspect/token-table.js';
import { kernelSymbols, LAYOUTS, ramWith } from './build-kallsyms.js';

const WRITTEN = kernelSymbols([
  ...Array.from({ length: 600 }, (_, at) => `page${at}_init`),
  // As Rust's are: longer than one byte of length can say.
  `_RNv${'Kernel7'.repeat(60)}`,
]);

describe.each(LAYOUTS)('$addresses, $seqBytes', (layout) => {
  const [region] = ramWith(WRITTEN, layout).regions as [{ base: number; bytes: Uint8Array }];
  const [table] = [...findTokenTables(region, 0, region.bytes.length)];

  it('names are found backward from the token table', () => {
    const found = readSymbolNames(table!);
    expect(found?.count).toBe(WRITTEN.length);
    expect(found?.names).toEqual(WRITTEN.map(({ type, name }) => type + name));
  });

  it('are none when a marker does not fit', () => {
    const bytes = Uint8Array.from(region.bytes);
    const found = readSymbolNames(table!)!;
    // A name that is longer by one than it says moves all that follow.
    bytes[found.countStart + (layout.addresses === 'place-relative' ? 4 : 8)]! += 1;
    expect(readSymbolNames({ ...table!, region: { ...region, bytes } })?.count).not.toBe(WRITTEN.length);
  });
});
