import { describe, expect, it } from 'vitest';
import { viewOf } from '../../../src/inspect/guest-bytes.js';
import { createOrcTable, looksUpWithOffset, readKernelOrc } from '../../../src/inspect/stack/orc-table.js';
import { SymbolTable } from '../../../src/inspect/symbols/symbol-table.js';
import { END, encodeAddresses, encodeEntries, entry, orcTable, TEXT } from '../build-orc.js';

describe('a table', () => {
  // Made anew for each test, so that each tests how it is made.
  const table = () =>
    orcTable([
      [0, entry({ spOffset: 8 })],
      [0x10, entry({ spOffset: 16 })],
      // A section's end, and what begins there: the later one counts.
      [0x40, END],
      [0x40, entry({ spOffset: 24 })],
    ]);

  it.each([
    [0n, 8],
    [0xfn, 8],
    [0x10n, 16],
    [0x3fn, 16],
    [0x40n, 24],
  ])('has for an instruction at %s the nearest entry below', (distance, spOffset) => {
    expect(table().find(TEXT + distance)?.spOffset).toBe(spOffset);
  });

  it('has none outside', () => {
    const { find, size, from, to } = table();
    expect([find(TEXT - 1n), find(TEXT + 0x41n), find(0n)]).toEqual([null, null, null]);
    expect([size, from, to]).toEqual([4, TEXT, TEXT + 0x40n]);
  });

  it('is none when addresses fall, or there are none', () => {
    const addresses = viewOf(encodeAddresses([TEXT + 8n, TEXT], TEXT));
    const entries = viewOf(encodeEntries([END, END], 'typed'));
    expect(createOrcTable({ start: TEXT, addresses, entries })).toBeNull();
    expect(createOrcTable({ start: TEXT, addresses: viewOf(new Uint8Array()), entries })).toBeNull();
  });
});

describe('the table of a kernel', () => {
  const base = { virtual: TEXT, physical: 0x10_0000 };
  const addresses = encodeAddresses([TEXT, TEXT + 0x10n], TEXT + 0x1000n);
  const bytes = new Uint8Array(0x3000);
  bytes.set(addresses, 0x1000);
  bytes.set(encodeEntries([entry({ spOffset: 48 }), entry()], 'plain'), 0x2000);
  const ram = { regions: [{ base: 0x10_0000, bytes }] };
  const symbolsWith = (places: Readonly<Record<string, bigint>>): SymbolTable =>
    new SymbolTable(
      Object.entries(places).map(([name, place]) => ({ address: TEXT + place, name, type: 'R', size: null })),
    );
  const PLACES = {
    __start_orc_unwind_ip: 0x1000n,
    __stop_orc_unwind_ip: 0x1008n,
    __start_orc_unwind: 0x2000n,
  };

  it('lies between its symbols', () => {
    const table = readKernelOrc({ ram, base, symbols: symbolsWith(PLACES) });
    expect(table?.find(TEXT + 1n)?.spOffset).toBe(48);
    expect(table?.format).toBe('plain');
  });

  it('may have a single entry', () => {
    const symbols = symbolsWith({ ...PLACES, __stop_orc_unwind_ip: 0x1004n });
    expect(readKernelOrc({ ram, base, symbols })?.size).toBe(1);
  });

  it.each([
    { __start_orc_unwind_ip: 0x1000n },
    { __start_orc_unwind_ip: 0x1000n, __stop_orc_unwind_ip: 0x1008n },
    { __start_orc_unwind_ip: 0x1000n, __start_orc_unwind: 0x2000n },
    { __stop_orc_unwind_ip: 0x1008n, __start_orc_unwind: 0x2000n },
    { ...PLACES, __stop_orc_unwind_ip: 0x1006n },
    { ...PLACES, __stop_orc_unwind_ip: 0x1000n },
    { ...PLACES, __stop_orc_unwind_ip: 0x3fff_0000n },
    { ...PLACES, __start_orc_unwind: 0x2ffcn },
    { ...PLACES, __start_orc_unwind_ip: 0x900_0000n, __stop_orc_unwind_ip: 0x900_0008n },
  ])('is none where symbols make no sense: %#', (places) => {
    expect(readKernelOrc({ ram, base, symbols: symbolsWith(places as Record<string, bigint>) })).toBeNull();
  });
});

it('what an indirect address means changed in Linux 5.12', () => {
  const version = (major: number, minor: number) => ({ release: '', major, minor });
  expect([version(4, 20), version(5, 11)].map(looksUpWithOffset)).toEqual([true, true]);
  expect([version(5, 12), version(6, 1), null].map(looksUpWithOffset)).toEqual([false, false, false]);
});
