import { describe, expect, it } from 'vitest';
import { inspectKernel } from '../../src/inspect/kernel.js';
import { buildGuest, functionAt, PHYSICAL, TEXT } from './build-guest.js';
import { type BuiltModule, functionAddress } from './build-modules.js';

describe.each([{ la57: false }, { la57: true }])('inspectKernel, five levels: $la57', ({ la57 }) => {
  const guest = buildGuest({ la57 });
  const paging = { cr3: guest.cr3, la57 };

  it('finds base, version, symbols and unwind tables', () => {
    const { kernel, reason } = inspectKernel(guest, [paging]);
    expect(reason).toBeNull();
    expect(kernel).toMatchObject({
      base: { virtual: TEXT, physical: PHYSICAL },
      version: { release: '6.12.95-test' },
      modules: [],
    });
    expect(kernel!.symbols.find(functionAt('inner', 3))).toEqual({ name: 'inner', offset: 3 });
    expect(kernel!.unwinder!.find(functionAt('inner'))?.kind).toBe('call');
  });

  it('knows which addresses are behind a call', () => {
    const { kernel } = inspectKernel(guest, [paging]);
    const asked = [functionAt('inner', 32), functionAt('inner', 31), TEXT + 0x4000n, 0n];
    expect(asked.map((address) => kernel!.isReturnAddress(address))).toEqual([true, false, false, false]);
  });

  it('is not misled by the wrong number of levels beside the right one', () => {
    const other = { cr3: guest.cr3, la57: !la57 };
    expect(inspectKernel(guest, [other, paging]).kernel?.base.virtual).toBe(TEXT);
    expect(inspectKernel(guest, [other]).reason).toContain('no page table maps a Linux kernel');
  });
});

it('says why there is nothing to know', () => {
  expect(inspectKernel({ regions: [] }, []).reason).toContain('no page table maps a Linux kernel');
  const guest = buildGuest();
  guest.regions[0]!.bytes.fill(0, PHYSICAL, PHYSICAL + 0x1_0000);
  const { reason } = inspectKernel(guest, [{ cr3: guest.cr3, la57: false }]);
  expect(reason).toContain('CONFIG_KALLSYMS');
});

it('does without unwind tables', () => {
  const guest = buildGuest({ withOrc: false });
  expect(inspectKernel(guest, [{ cr3: guest.cr3, la57: false }]).kernel?.unwinder).toBeNull();
});

describe('modules', () => {
  const modules: readonly BuiltModule[] = [
    { name: 'virtio_blk', functions: ['virtblk_probe', 'virtblk_done'] },
    { name: 'virtio', functions: ['virtio_dev_probe'] },
  ];

  it('have symbols and unwind tables beside those of the kernel', () => {
    const guest = buildGuest({ modules });
    const { kernel } = inspectKernel(guest, [{ cr3: guest.cr3, la57: false }]);
    expect(kernel!.modules.map(({ name }) => name)).toEqual(['virtio_blk', 'virtio']);
    const named = [functionAddress(0, 1) + 5n, functionAddress(1, 0), functionAt('inner', 3)];
    expect(named.map((address) => kernel!.symbols.find(address)?.name)).toEqual([
      'virtblk_done [virtio_blk]',
      'virtio_dev_probe [virtio]',
      'inner',
    ]);
    const { find } = kernel!.unwinder!;
    const kinds = [functionAddress(0, 0), functionAddress(0, 1), functionAddress(1, 0), functionAt('inner')];
    expect(kinds.map((address) => find(address)?.kind)).toEqual(Array(4).fill('call'));
    const outside = [functionAddress(0, 0) - 1n, functionAddress(0, 1) + 1n, functionAddress(1, 0) + 0x1000n];
    expect(outside.map((address) => find(address))).toEqual([null, null, null]);
  });

  it.each([{ la57: false }, { la57: true }])('are mapped by the tables of the kernel: %j', ({ la57 }) => {
    const guest = buildGuest({ modules, la57 });
    // The tables that were seen are of a process that has ended: nothing is there any more.
    const gone = { cr3: 0x28_0000n, la57 };
    const { kernel } = inspectKernel(guest, [gone, { cr3: guest.cr3, la57 }]);
    expect(kernel!.modules).toHaveLength(2);
  });

  it('are found by the tables of the kernel where those that were seen map its text alone', () => {
    const guest = buildGuest({ modules });
    const seen = [{ cr3: guest.processCr3, la57: false }];
    expect(inspectKernel(guest, seen).kernel!.modules).toHaveLength(2);
    const unnamed = buildGuest({ modules, namesOwnTables: false });
    expect(inspectKernel(unnamed, seen).kernel!.modules).toEqual([]);
    const both = [
      { cr3: 0x28_0000n, la57: false },
      { cr3: unnamed.cr3, la57: false },
    ];
    expect(inspectKernel(unnamed, both).kernel!.modules).toHaveLength(2);
  });

  it('put no symbol where no module can be', () => {
    const guest = buildGuest({ modules });
    const bytes = Buffer.from(guest.regions[0]!.bytes.buffer);
    // The first function of the first module claims to be in the middle of the kernel's text.
    bytes.writeBigUInt64LE(functionAt('inner'), 0x5_0608);
    const { kernel } = inspectKernel(guest, [{ cr3: guest.cr3, la57: false }]);
    expect(kernel!.symbols.find(functionAt('inner', 3))?.name).toBe('inner');
    expect(kernel!.symbols.addressOf('virtblk_probe [virtio_blk]')).toBeNull();
    expect(kernel!.symbols.addressOf('virtblk_done [virtio_blk]')).toBe(functionAddress(0, 1));
  });
});

it('takes nothing behind the end of the text for a return address', () => {
  const guest = buildGuest();
  const end = PHYSICAL + 0x3000;
  guest.regions[0]!.bytes.set([0xe8, 0, 0, 0, 0, 0xe8, 0, 0, 0, 0], end - 5);
  const { kernel } = inspectKernel(guest, [{ cr3: guest.cr3, la57: false }]);
  expect([TEXT + 0x3000n, TEXT + 0x3005n].map((address) => kernel!.isReturnAddress(address))).toEqual([
    true,
    false,
  ]);
});
