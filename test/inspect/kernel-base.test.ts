import { describe, expect, it } from 'vitest';
import {
  findKernelBase,
  isKernelText,
  KERNEL_MAP,
  KERNEL_MAP_END,
  physicalOf,
} from '../../src/inspect/kernel-base.js';
import { PageTables } from './build-page-tables.js';

const TEXT = 0xffff_ffff_98e0_0000n;
const BASE = { virtual: TEXT, physical: 0xac0_0000 };

describe.each([{ la57: false }, { la57: true }])('findKernelBase, five levels: $la57', ({ la57 }) => {
  it('is where the first large page of the kernel map is', () => {
    const tables = new PageTables({ la57 }).map(TEXT, 0xac0_0000n, 2).map(TEXT + 0x20_0000n, 0xae0_0000n, 2);
    expect(findKernelBase(tables, [tables.paging])).toEqual(BASE);
  });

  it('is where the first small page is, when the large one was split', () => {
    const tables = new PageTables({ la57 }).map(TEXT + 0x1000n, 0xac0_1000n).map(TEXT, 0xac0_0000n);
    expect(findKernelBase(tables, [tables.paging])).toEqual(BASE);
  });
});

describe('findKernelBase', () => {
  /** Tables of four levels that lead to the kernel's map, whose own table is at 0x9000 and empty. */
  const empty = (): PageTables => {
    const tables = new PageTables({ cr3: 0x4000 });
    tables.write(0x4000 + 8 * 511, 0x8001n);
    tables.write(0x8000 + 8 * 510, 0x9001n);
    return tables;
  };

  it('takes no flag of a large page for a bit of its address', () => {
    const tables = empty();
    // Bit 12 of such an entry says how it is cached.
    tables.write(0x9000 + 8 * 199, 0xae0_0000n | 0x1000n | 0x81n);
    const virtual = KERNEL_MAP + 199n * 0x20_0000n;
    expect(findKernelBase(tables, [tables.paging])).toEqual({ virtual, physical: 0xae0_0000 });
  });

  it('looks for the first page that is present, beyond tables that map nothing', () => {
    const tables = empty();
    tables.write(0x9000, 0xa001n);
    tables.write(0x9000 + 8 * 7, 0xb001n);
    tables.write(0xb000 + 8 * 3, 0xac0_3001n);
    const virtual = KERNEL_MAP + 7n * 0x20_0000n + 0x3000n;
    expect(findKernelBase(tables, [tables.paging])).toEqual({ virtual, physical: 0xac0_3000 });
  });

  it('does not look behind the end of a table', () => {
    const tables = empty();
    tables.write(0xa000, 0xac0_0081n);
    expect(findKernelBase(tables, [tables.paging])).toBeNull();
    const small = empty();
    small.write(0x9000 + 8 * 511, 0xa001n);
    small.write(0xb000, 0xac0_0001n);
    expect(findKernelBase(small, [small.paging])).toBeNull();
  });

  it('looks at a bounded number of page tables', () => {
    const others = Array.from({ length: 256 }, (_, at) => ({ cr3: BigInt(at) << 24n, la57: false }));
    expect(findKernelBase(kernel, [...others.slice(1), kernel.paging])).toEqual(BASE);
    expect(findKernelBase(kernel, [...others, kernel.paging])).toBeNull();
  });

  const kernel = new PageTables({ cr3: 0x4000 }).map(TEXT, 0xac0_0000n, 2);

  it('takes the tables of the kernel for those of user mode, which map its entry alone', () => {
    // The tables of user mode lie at 0x5000 and map one page in the middle of the text.
    const third = 0x9_0000;
    const second = 0x9_1000;
    const first = 0x9_2000;
    kernel.write(0x5000 + 8 * 511, BigInt(third) | 1n);
    kernel.write(third + 8 * 510, BigInt(second) | 1n);
    kernel.write(second + 8 * 203, BigInt(first) | 1n);
    kernel.write(first + 8 * 3, 0xc123_4001n);
    const user = { cr3: 0x5003n, la57: false };
    expect(findKernelBase(kernel, [user])).toEqual(BASE);
    expect(findKernelBase(kernel, [user, kernel.paging])).toEqual(BASE);
  });

  it('finds nothing in tables without a kernel, or without RAM', () => {
    const low = new PageTables().map(0x10_0000n, 0x10_0000n, 2);
    expect(findKernelBase(low, [low.paging])).toBeNull();
    expect(findKernelBase({ regions: [] }, [low.paging])).toBeNull();
    expect(findKernelBase(low, [])).toBeNull();
  });
});

it('an address of the image is as far from the base in both kinds', () => {
  expect(physicalOf(BASE, TEXT + 0x123n)).toBe(0xac0_0123);
  expect(physicalOf(BASE, TEXT)).toBe(0xac0_0000);
  expect(physicalOf(BASE, TEXT - 1n)).toBeNull();
  expect(physicalOf(BASE, 0xffff_ffff_c000_0000n)).toBeNull();
});

it.each([
  [0x10, KERNEL_MAP, true],
  [0x10, KERNEL_MAP_END - 1n, true],
  [0x10, KERNEL_MAP_END, false],
  [0x10, 0xffff_8880_0000_0000n, false],
  [0x33, KERNEL_MAP, false],
])('code segment %s at %s runs the kernel’s text: %s', (cs, rip, expected) => {
  expect(isKernelText(cs, rip)).toBe(expected);
});
