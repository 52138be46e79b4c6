import { describe, expect, it } from 'vitest';
import { readSymbolNames } from '../../../src/inspect/symbols/symbol-names.js';
import { findTokenTables } from '../../../src/inspect/symbols/token-table.js';
import { kernelSymbols, LAYOUTS, ramWith } from '../build-kallsyms.js';

const WRITTEN = kernelSymbols([
  ...Array.from({ length: 600 }, (_, at) => `page${at}_init`),
  // As Rust's are: longer than one byte of length can say.
  `_RNv${'Kernel7'.repeat(60)}`,
  // With the type in front, the longest that one byte can say, and the shortest that takes two.
  'Z'.repeat(126),
  'Z'.repeat(127),
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

  it.each([
    ['has no length', [0]],
    ['is longer than a name can be', [0xff, 0x7f]],
    ['goes on behind the names', [0xc8, 0x01]],
  ])('are none when the last one %s', (_, length) => {
    const bytes = Uint8Array.from(region.bytes);
    const found = readSymbolNames(table!)!;
    let place = found.countStart + (layout.addresses === 'place-relative' ? 4 : 8);
    for (let name = 1; name < found.count; name += 1) {
      const short = bytes[place]!;
      place += short < 0x80 ? 1 + short : 2 + ((short & 0x7f) | (bytes[place + 1]! << 7));
    }
    bytes.set(length, place);
    expect(readSymbolNames({ ...table!, region: { ...region, bytes } })).toBeNull();
  });
});
