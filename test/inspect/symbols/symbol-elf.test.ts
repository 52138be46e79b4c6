import { describe, expect, it } from 'vitest';
import { isElf } from '../../../src/inspect/elf.js';
import { parseSymbolElf } from '../../../src/inspect/symbols/symbol-elf.js';
import { InputError } from '../../../src/trace/errors.js';
import { buildElf, type ElfSymbol } from '../build-elf.js';

const SYMBOLS: readonly ElfSymbol[] = [
  { name: 'start', value: 0x10_0000, size: 32 },
  { name: 'local', value: 0x10_0020, binding: 0 },
  { name: 'weak', value: 0x10_0040, binding: 2 },
  { name: 'table', value: 0x20_0000, type: 1, section: 2 },
  { name: 'label', value: 0x10_0060, type: 0 },
  { name: 'marker', value: 0x20_0040, type: 0, section: 2, binding: 0 },
  { name: 'elsewhere', value: 0, section: 0 },
  { name: 'absolute', value: 5, section: 0xfff1 },
  { name: 'file.c', value: 0, type: 4 },
  { name: '', value: 0, type: 2 },
];

describe.each([64, 32])('of %d bits', (bits) => {
  it.each([2, 11])('symbols of a section are read from a table of type %d', (tableType) => {
    const symbols = parseSymbolElf(buildElf(SYMBOLS, { bits, tableType }), 'a.elf');
    expect(symbols.map(({ name, type, address, size }) => [name, type, Number(address), size])).toEqual([
      ['start', 'T', 0x10_0000, 32],
      ['local', 't', 0x10_0020, null],
      ['weak', 'W', 0x10_0040, null],
      ['table', 'D', 0x20_0000, null],
      ['label', 'T', 0x10_0060, null],
      ['marker', 'd', 0x20_0040, null],
    ]);
  });

  it('a file that is cut short anywhere is refused, never misread with an exception', () => {
    const whole = buildElf(SYMBOLS, { bits });
    for (let length = 4; length < whole.length; length += 1) {
      try {
        parseSymbolElf(whole.slice(0, length), 'a.elf');
      } catch (error) {
        expect(error).toBeInstanceOf(InputError);
      }
    }
  });
});

it('says why there are no symbols', () => {
  const codeOf = (bytes: Uint8Array): string | null => {
    try {
      parseSymbolElf(bytes, 'a.elf');
      return null;
    } catch (error) {
      return (error as InputError).code;
    }
  };
  expect(codeOf(buildElf(SYMBOLS, { tableType: 1 }))).toBe('no-symbols');
  expect(codeOf(buildElf([]))).toBe('no-symbols');
  expect(codeOf(buildElf(SYMBOLS, { order: 2 }))).toBe('bad-elf');
  expect(codeOf(buildElf(SYMBOLS).slice(0, 40))).toBe('bad-elf');
  const far = buildElf(SYMBOLS);
  new DataView(far.buffer).setBigUint64(0x28, 2n ** 60n, true);
  expect(codeOf(far)).toBe('bad-elf');
});

it('names the file in every message', () => {
  const bad = [
    buildElf(SYMBOLS, { tableType: 1 }),
    buildElf([]),
    buildElf(SYMBOLS, { order: 2 }),
    buildElf(SYMBOLS).slice(0, 40),
  ];
  for (const bytes of bad) expect(() => parseSymbolElf(bytes, 'my.elf')).toThrow(/^my\.elf: .{20}/);
});

it('needs the names of its symbols', () => {
  const unlinked = buildElf(SYMBOLS);
  // The link of section 3, the table, to its names.
  new DataView(unlinked.buffer).setUint32(64 + 3 * 64 + 0x28, 99, true);
  expect(() => parseSymbolElf(unlinked, 'a.elf')).toThrow('no symbol table');
  const endless = buildElf([
    { name: 'first', value: 1 },
    { name: 'last', value: 2 },
  ]);
  endless[endless.length - 1] = 0x61;
  expect(parseSymbolElf(endless, 'a.elf').map(({ name }) => name)).toEqual(['first']);
});

it('is told by its first bytes', () => {
  expect(isElf(buildElf(SYMBOLS))).toBe(true);
  expect(isElf(new Uint8Array(2))).toBe(false);
  for (let at = 0; at < 4; at += 1) {
    const other = buildElf(SYMBOLS);
    other[at]! ^= 1;
    expect(isElf(other)).toBe(false);
  }
});
