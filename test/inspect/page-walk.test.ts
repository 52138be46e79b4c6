import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { kernelPagings, translate } from '../../src/inspect/page-walk.js';
import { PageTables } from './build-page-tables.js';

const STACK = 0xffff_c900_0001_3000n;

describe.each([{ la57: false }, { la57: true }])('translate, five levels: $la57', ({ la57 }) => {
  const tables = new PageTables({ la57 })
    .map(STACK, 0x5_4000n)
    .map(0xffff_ffff_9a60_0000n, 0x1_0ac0_0000n, 2)
    .map(0xffff_8880_4000_0000n, 0x4000_0000n, 3);

  it.each([
    [STACK, { physical: 0x5_4000, left: 0x1000 }],
    [STACK + 0xff8n, { physical: 0x5_4ff8, left: 8 }],
    [0xffff_ffff_9a61_2345n, { physical: 0x1_0ac1_2345, left: 0x1e_dcbb }],
    [0xffff_8880_7fff_ffffn, { physical: 0x7fff_ffff, left: 1 }],
  ])('%# finds the page, whatever its size', (address, page) => {
    expect(translate(tables, tables.paging, address)).toEqual(page);
  });

  it.each([STACK + 0x1000n, STACK - 1n, 0n, 0x1234_5678_9abc_def0n, 2n ** 64n - 1n])(
    '%# finds nothing where nothing is mapped',
    (address) => expect(translate(tables, tables.paging, address)).toBeNull(),
  );
});

it('a five-level address is not canonical in four levels', () => {
  const tables = new PageTables();
  expect(translate(tables, tables.paging, 0xff11_0000_0000_0000n)).toBeNull();
});

it('an address that is not canonical is in no page, though its lower bits are', () => {
  const tables = new PageTables().map(STACK, 0x5_4000n);
  expect(translate(tables, tables.paging, STACK & 0x0000_ffff_ffff_ffffn)).toBeNull();
  expect(translate(tables, tables.paging, STACK)).not.toBeNull();
});

it('reads tables of nonsense without an exception', () => {
  fc.assert(
    fc.property(
      fc.array(fc.bigInt(0n, 2n ** 64n - 1n), { minLength: 512, maxLength: 512, size: 'max' }),
      fc.bigInt(0n, 2n ** 64n - 1n),
      (entries, address) => {
        const tables = new PageTables({ cr3: 0, size: 0x1000 });
        entries.forEach((entry, at) => {
          // Every table may be this one: a walk still ends.
          tables.write(8 * at, at % 2 === 0 ? 1n : entry);
        });
        const page = translate(tables, tables.paging, address);
        if (page !== null) expect(page.left).toBeGreaterThan(0);
      },
    ),
  );
});

it('looks for the tables of the kernel one page below those of user mode', () => {
  expect(kernelPagings({ cr3: 0x5803n, la57: false })).toEqual([
    { cr3: 0x5000n, la57: false },
    { cr3: 0x4000n, la57: false },
  ]);
  expect(kernelPagings({ cr3: 0x4000n, la57: true })).toEqual([{ cr3: 0x4000n, la57: true }]);
});
