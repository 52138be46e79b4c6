import { describe, expect, it } from 'vitest';
import { findMisplaced } from '../../src/stages/misplaced-codes.js';
import { BUILT_IN_TABLE } from '../../src/stages/table/built-in-table.js';
import { parseStageTable } from '../../src/stages/table/user-table.js';
import { formatCode, type TextEvent } from '../../src/trace/event.js';
import type { StageTable } from '../../src/trace/stage-table.js';
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

function rangesOf({ ranges }: StageTable): string[] {
  return ranges.map(
    ({ stage, from, to, unordered }) =>
      `${stage} ${formatCode(from)}-${formatCode(to)}${unordered ? ' unordered' : ''}`,
  );
}

const every9ms = (codes: readonly number[]): Written[] => codes.map((code, at) => [code, at * 9000]);

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

describe('the table it suggests', () => {
  it('has the moved codes in the first stage, and every other code where it was', () => {
    expect(rangesOf(misplacedIn(EDK2)!.table)).toEqual([
      'firmware 0x00-0x1f',
      'firmware 0x32-0x32',
      'firmware 0x64-0x64',
      'bootloader 0x20-0x31',
      'bootloader 0x33-0x3f',
      'kernel 0x40-0x5f',
      'userspace 0x60-0x63',
      'userspace 0x65-0x7f',
      'custom 0x80-0xff unordered',
    ]);
  });

  it("keeps the order of a user's stages, their holes, their marks and stages of several ranges", () => {
    const table = parseStageTable(
      `ranges:
- { stage: rom, from: 0x10, to: 0x1f }
- { stage: notes, from: 0x20, to: 0x2f, unordered: true }
- { stage: os, from: 0x60, to: 0x6f }
- { stage: app, from: 0x40, to: 0x4f }
- { stage: app, from: 0xf0, to: 0xff }
- { stage: os, from: 0x80, to: 0x81 }`,
      'x',
    );
    const misplaced = findMisplaced(timelineOf(every9ms([0x10, 0x4f, 0x62, 0x63]), { table }), table)!;
    expect(misplaced).toMatchObject({ codes: [0x4f], buried: 'os' });
    expect(rangesOf(misplaced.table)).toEqual([
      'rom 0x10-0x1f',
      'rom 0x4f-0x4f',
      'notes 0x20-0x2f unordered',
      'os 0x60-0x6f',
      'os 0x80-0x81',
      'app 0x40-0x4e',
      'app 0xf0-0xff',
    ]);
  });
});

describe('the codes that are moved', () => {
  it('are no marks, no noise and no text', () => {
    const values = [0xff, 0x11, 0x70, 0x04, 0x01, 0x11, 0x38, 0x02, 0x75, 0x00];
    const burst = values.map((code, at): Written => [code, 1000 + at * 30]);
    const codes: Written[] = [
      [0x16, 500],
      [0xb0, 600],
      ...burst,
      [0x64, 3000],
      [0x40, 120_000],
      [0x41, 480_000],
    ];
    const boot = timelineOf(codes);
    expect(boot.events.filter((event) => event.kind === 'code' && event.noise)).toHaveLength(burst.length);
    expect(findMisplaced(boot, BUILT_IN_TABLE)).toMatchObject({ codes: [0x64], buried: 'kernel' });
    const text: TextEvent = {
      kind: 'text',
      timeNs: 1,
      line: 1,
      vcpu: null,
      channel: 'serial',
      text: 'hello',
    };
    const withText = timelineOf([], { boot: { events: [text, ...boot.boot.events] } });
    expect(findMisplaced(withText, BUILT_IN_TABLE)?.codes).toEqual([0x64]);
  });

  it('are those before the stage that was buried, whatever else was revisited before it', () => {
    expect(misplacedIn(every9ms([0x64, 0x21, 0x70, 0x40]))).toMatchObject({
      codes: [0x64, 0x21, 0x70],
      buried: 'kernel',
    });
  });

  it('are those up to the last that belongs behind a stage with more codes in revisits than all have outside', () => {
    const codes = [0x21, 0x41, 0x60, 0x42, 0x22, 0x43, 0x44, 0x45, 0x46];
    expect(misplacedIn(every9ms(codes))).toMatchObject({ codes: [0x21, 0x60], buried: 'kernel' });
    expect(misplacedIn(every9ms([0x40, 0x60, 0x42, 0x43, 0x44]))).toMatchObject({ codes: [0x60] });
    expect(misplacedIn(every9ms([0x40, 0x60, 0x42, 0x43]))).toBeNull();
  });
});
