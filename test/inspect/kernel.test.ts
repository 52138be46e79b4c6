import { describe, expect, it } from 'vitest';
import { inspectKernel } from '../../src/inspect/kernel.js';
import { buildGuest, functionAt, PHYSICAL, TEXT } from './build-guest.js';

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
  expect(inspectKernel({ regions: [] }, []).reason).toContain('another guest');
  const guest = buildGuest();
  guest.regions[0]!.bytes.fill(0, PHYSICAL, PHYSICAL + 0x1_0000);
  const { reason } = inspectKernel(guest, [{ cr3: guest.cr3, la57: false }]);
  expect(reason).toContain('CONFIG_KALLSYMS');
});

it('does without unwind tables', () => {
  const guest = buildGuest({ withOrc: false });
  expect(inspectKernel(guest, [{ cr3: guest.cr3, la57: false }]).kernel?.unwinder).toBeNull();
});
