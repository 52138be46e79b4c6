import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { GuestBytes } from '../../../src/inspect/guest-bytes.js';
import { findKallsyms } from '../../../src/inspect/symbols/kallsyms.js';
import { findTokenTables } from '../../../src/inspect/symbols/token-table.js';
import { BASE, kernelSymbols, LAYOUTS, RAM_BASE, ramWith, type Written } from '../build-kallsyms.js';

function names(count: number): string[] {
  return Array.from({ length: count }, (_, at) => `__x64_sys_page${at}_init`);
}

function found(ram: GuestBytes, base = BASE as typeof BASE | null): readonly Written[] {
  const { symbols, reason } = findKallsyms(ram, base);
  expect(reason).toBeNull();
  return symbols!.symbols().map(({ address, type, name }) => ({ address, type, name }));
}

describe.each(LAYOUTS)(
  '$addresses, per-CPU absolute: $absolutePerCpu, $seqBytes bytes of order',
  (layout) => {
    it('is decoded to the symbols that were encoded', () => {
      const written = kernelSymbols(names(700), { perCpu: layout.absolutePerCpu ? 40 : 0 });
      expect(found(ramWith(written, layout))).toEqual(written);
    });

    it('is decoded whatever the names are', () => {
      const name = fc.stringMatching(/^[A-Za-z0-9_.$]{1,40}$/);
      const long = fc.stringMatching(/^[A-Z0-9]{130,400}$/);
      const many = fc.uniqueArray(fc.oneof({ weight: 50, arbitrary: name }, { weight: 1, arbitrary: long }), {
        minLength: 260,
        maxLength: 300,
        size: 'max',
      });
      fc.assert(
        fc.property(many, (chosen) => {
          const written = kernelSymbols(chosen.map((one, at) => `${one}.${at}`));
          expect(found(ramWith(written, layout))).toEqual(written);
        }),
        { numRuns: 8 },
      );
    });
  },
);

const [LAYOUT] = LAYOUTS as [(typeof LAYOUTS)[number]];
const WRITTEN = kernelSymbols(names(600));

describe('findKallsyms', () => {
  it('needs no base, but for addresses that are relative to their place', () => {
    expect(found(ramWith(WRITTEN, LAYOUT), null)).toEqual(WRITTEN);
    const placeRelative = LAYOUTS.find(({ addresses }) => addresses === 'place-relative')!;
    const { reason } = findKallsyms(ramWith(WRITTEN, placeRelative), null);
    expect(reason).toContain('but no matching addresses');
  });

  it('does not take the tables of another kernel, left in memory', () => {
    const moved = { ...BASE, virtual: BASE.virtual + 0x20_0000n };
    expect(findKallsyms(ramWith(WRITTEN, LAYOUT), moved).reason).toContain('but no matching addresses');
  });

  it('finds tables outside of what is near the base', () => {
    const elsewhere = { ...BASE, physical: RAM_BASE + 0x3_f000 };
    expect(found(ramWith(WRITTEN, LAYOUT), elsewhere)).toEqual(WRITTEN);
  });

  it('is not led astray by what looks like tables in front of the kernel', () => {
    const [real] = ramWith(WRITTEN, LAYOUT).regions as [{ base: number; bytes: Uint8Array }];
    const [table] = [...findTokenTables(real, 0, real.bytes.length)];
    const decoy = real.bytes.subarray(table!.start, table!.end);
    // Twenty of them, each at the same distance from a multiple of 8 as the real one.
    const front = 0x2000 * 20;
    const bytes = new Uint8Array(front + real.bytes.length);
    for (let at = 0; at < 20; at += 1) bytes.set(decoy, 0x2000 * at + (table!.start % 8));
    bytes.set(real.bytes, front);
    const ram = { regions: [{ base: RAM_BASE, bytes }] };
    expect(found(ram, { ...BASE, physical: RAM_BASE + front })).toEqual(WRITTEN);
    expect(findKallsyms(ram, null).reason).toContain('cannot be read');
  });

  it('says that there is no kernel', () => {
    const ram = { regions: [{ base: 0, bytes: new Uint8Array(1 << 20) }] };
    expect(findKallsyms(ram, null).reason).toContain('no Linux kernel with CONFIG_KALLSYMS');
    expect(findKallsyms({ regions: [] }, null).reason).not.toBeNull();
  });

  it('never throws, and never makes up a kernel, when any byte of the tables is wrong', () => {
    const good = ramWith(WRITTEN, LAYOUT);
    const [region] = good.regions as [(typeof good.regions)[number]];
    fc.assert(
      fc.property(
        fc.nat(0x8000),
        fc.uint8Array({ minLength: 1, maxLength: 300, size: 'max' }),
        (at, damage) => {
          const bytes = Uint8Array.from(region.bytes);
          bytes.set(damage, 0x3000 + at);
          const { symbols } = findKallsyms({ regions: [{ base: region.base, bytes }] }, BASE);
          if (symbols !== null) expect(symbols.addressOf('_text')).toBe(BASE.virtual);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('gives up soon on memory that is full of what looks like a beginning', () => {
    const digits = Buffer.from([...'0123456789'].map((digit) => `${digit}\0`).join(''), 'latin1');
    const bytes = new Uint8Array(4 << 20);
    for (let at = 0; at + 20 <= bytes.length; at += 20) bytes.set(digits, at);
    expect(findKallsyms({ regions: [{ base: 0, bytes }] }, null).symbols).toBeNull();
  });
});
