import { describe, expect, it } from 'vitest';
import { BUILT_IN_TABLE } from '../../src/stages/built-in-table.js';
import { findMisplaced } from '../../src/stages/misplaced-codes.js';
import { timelineOf, type Written } from './build-boot.js';

function misplacedIn(written: readonly Written[]) {
  return findMisplaced(timelineOf(written), BUILT_IN_TABLE);
}

/** POST codes of EDK2's reset vector, which fall into four stages, and a kernel after them. */
const EDK2: Written[] = [
  [0x16, 500],
  [0x32, 700],
  [0x64, 900],
  [0xb0, 1100],
  [0x40, 120_000],
  [0x41, 480_000],
];

describe('findMisplaced', () => {
  it('finds the early code, and the table that gives the kernel its span back', () => {
    const misplaced = misplacedIn(EDK2)!;
    expect(misplaced).toMatchObject({ codes: [0x32, 0x64], buried: 'kernel' });
    const { stages } = timelineOf(EDK2, { table: misplaced.table });
    expect(stages.find((span) => span.stage === 'kernel')).toMatchObject({
      durationNs: 360_000_000,
      revisits: 0,
    });
  });

  it('also when userspace writes codes of its own in the end', () => {
    const boot: Written[] = [...EDK2, [0x60, 500_000], [0x61, 600_000], [0x62, 700_000]];
    const misplaced = misplacedIn(boot)!;
    expect(misplaced.codes).toEqual([0x32, 0x64]);
    const stages = timelineOf(boot, { table: misplaced.table }).stages.map((span) => span.stage);
    expect(stages).toEqual(['firmware', 'custom', 'kernel', 'userspace']);
  });

  it('leaves the codes of a real bootloader and of a late CPU where they are', () => {
    const codes = [0x64, 0x21, 0x40, 0x60, 0x41, 0x61];
    const misplaced = misplacedIn(codes.map((code, at): Written => [code, at * 9000]))!;
    expect(misplaced.codes).toEqual([0x64]);
  });

  it('finds a firmware that uses codes of all stages', () => {
    const boot = [0x02, 0x31, 0x15, 0x60, 0x10, 0x33, 0x12, 0x70, 0x13].map(
      (code, at): Written => [code, at * 9000],
    );
    const misplaced = misplacedIn(boot)!;
    expect(misplaced.buried).toBe('firmware');
    const { stages } = timelineOf(boot, { table: misplaced.table });
    expect(stages).toMatchObject([{ stage: 'firmware', revisits: 0, events: boot.length }]);
  });

  it.each<[string, number[]]>([
    ['a boot in order', [0x01, 0x20, 0x40, 0x41, 0x60]],
    ['a runtime service of a firmware never seen before', [0x40, 0x05, 0x05, 0x05, 0x05, 0x41]],
    ['another CPU that is late', [0x40, 0x41, 0x60, 0x41, 0x61, 0x41]],
    ['marks', [0x80, 0x40, 0x81, 0x41, 0x82]],
    ['no code', []],
  ])('finds nothing in %s', (_, codes) => {
    expect(misplacedIn(codes.map((code, at): Written => [code, at * 1000]))).toBeNull();
  });
});
