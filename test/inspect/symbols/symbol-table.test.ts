import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type GuestSymbol, SymbolTable } from '../../../src/inspect/symbols/symbol-table.js';

function symbol(address: bigint, name: string, type = 'T', size: number | null = null): GuestSymbol {
  return { address, name, type, size };
}

const TABLE = new SymbolTable([
  symbol(0x300n, '_etext'),
  symbol(0x100n, 'first'),
  symbol(0x200n, 'sized', 't', 0x10),
  symbol(0x400n, 'data', 'D'),
]);

describe('SymbolTable', () => {
  it.each([
    [0x100n, { name: 'first', offset: 0 }],
    [0x1ffn, { name: 'first', offset: 0xff }],
    [0x20fn, { name: 'sized', offset: 0xf }],
    [0x400n, { name: 'data', offset: 0 }],
  ])('%s is in the nearest symbol below', (address, place) => {
    expect(TABLE.find(address)).toEqual(place);
  });

  it.each([0xffn, 0x210n, 0x300n, 0x3ffn, 0x400n + 0x10_0000n, 2n ** 64n - 1n])(
    '%s is in none: before the first, behind a known size or the end of a section, or too far',
    (address) => expect(TABLE.find(address)).toBeNull(),
  );

  it('knows addresses by name, the lowest of several', () => {
    expect(TABLE.addressOf('sized')).toBe(0x200n);
    expect(TABLE.addressOf('missing')).toBeNull();
    expect(new SymbolTable([symbol(2n, 'a'), symbol(1n, 'a')]).addressOf('a')).toBe(1n);
  });

  it.each([
    [0xffn, false],
    [0x100n, true],
    [0x2ffn, true],
    [0x300n, false],
  ])('%s is between the first and the end of the text: %s', (address, expected) => {
    expect(TABLE.isBetween(address, 'first', '_etext')).toBe(expected);
    expect(TABLE.isBetween(address, 'missing', '_etext')).toBe(false);
    expect(TABLE.isBetween(address, 'first', 'missing')).toBe(false);
  });

  it('keeps all symbols, in order of address', () => {
    expect(TABLE.symbols().map(({ name }) => name)).toEqual(['first', 'sized', '_etext', 'data']);
    expect(TABLE.size).toBe(4);
  });

  it.each([
    [
      ['_text', 'T'],
      ['startup_64', 'T'],
    ],
    [
      ['_sinittext', 'T'],
      ['set_reset_devices', 't'],
    ],
    [
      ['__kstrtab_x', 'r'],
      ['x_start', 't'],
    ],
    [
      ['weak', 'W'],
      ['strong', 'T'],
    ],
    [
      ['local', 't'],
      ['global', 'T'],
    ],
    [
      ['weak', 'w'],
      ['local', 't'],
    ],
    [
      ['__underscores', 'T'],
      ['_fewer', 'T'],
    ],
  ] as const)('of %j and %j at one address, the second gives the name', (worse, better) => {
    for (const order of [
      [worse, better],
      [better, worse],
    ]) {
      const table = new SymbolTable(order.map(([name, type]) => symbol(0x10n, name, type)));
      expect(table.find(0x11n)?.name).toBe(better[0]);
    }
  });

  it('finds what a search of all symbols finds, in whatever order they were given', () => {
    const address = fc.bigInt(0n, 64n);
    const symbols = fc.uniqueArray(
      fc
        .tuple(address, fc.option(fc.integer({ min: 1, max: 20 })))
        .map(([at, size]) => symbol(at, `f${at}`, 'T', size)),
      { maxLength: 12, selector: (one) => one.address },
    );
    fc.assert(
      fc.property(symbols, address, (given, at) => {
        const table = new SymbolTable(given);
        const ordered = table.symbols().map((one) => one.address);
        expect(ordered).toEqual([...given.map((one) => one.address)].sort((a, b) => Number(a - b)));
        const nearest = given.reduce<GuestSymbol | null>(
          (best, one) => (one.address <= at && one.address >= (best?.address ?? 0n) ? one : best),
          null,
        );
        const offset = Number(at - (nearest?.address ?? 0n));
        const isInside = nearest !== null && offset < (nearest.size ?? 1000);
        expect(table.find(at)).toEqual(isInside ? { name: nearest.name, offset } : null);
      }),
    );
  });

  it('may be empty', () => {
    expect(new SymbolTable([]).find(1n)).toBeNull();
  });
});
