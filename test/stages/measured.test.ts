/** Which stages are measured: docs/stages.md, "What counts as measured". */
import { describe, expect, it } from 'vitest';
import { BUILT_IN_TABLE } from '../../src/stages/table/built-in-table.js';
import { parseStageTable } from '../../src/stages/table/user-table.js';
import type { StageTable } from '../../src/trace/stage-table.js';
import { ledgerText, timelineOf, type Written } from './build-boot.js';

/** `stage microseconds`, the time missing where the stage was not measured. */
function stagesOf(written: readonly Written[], table: StageTable = BUILT_IN_TABLE): readonly string[] {
  return timelineOf(written, { table }).stages.map(({ stage, durationNs, measured }) => {
    expect(measured).toBe(durationNs !== null);
    return durationNs === null ? stage : `${stage} ${durationNs / 1000}`;
  });
}

describe('a stage', () => {
  it.each<[string, readonly Written[], readonly string[]]>([
    ['of one code alone is not', [[0x40, 5]], ['kernel']],
    [
      'of one code alone is not, also when a later one began',
      [
        [0x40, 5],
        [0x60, 9],
        [0x61, 12],
      ],
      ['kernel', 'userspace 3'],
    ],
    ['of its end code alone is not', [[0x41, 5]], ['kernel']],
    [
      'that is the last, with begin and end code, is',
      [
        [0x40, 5],
        [0x41, 9],
      ],
      ['kernel 4'],
    ],
    [
      'that is the last, with more codes before the end, is',
      [
        [0x40, 5],
        [0x45, 7],
        [0x41, 9],
      ],
      ['kernel 4'],
    ],
    [
      'that is the last, with begin and without end code, is not',
      [
        [0x40, 5],
        [0x45, 7],
        [0x46, 9],
      ],
      ['kernel'],
    ],
    [
      'that is the last, hung among marks, is not',
      [
        [0x40, 5],
        [0x45, 7],
        [0x80, 9],
      ],
      ['kernel', 'custom 0'],
    ],
    [
      'that is the last, without begin code, is by its first and last',
      [
        [0x42, 5],
        [0x45, 7],
        [0x47, 9],
      ],
      ['kernel 4'],
    ],
    [
      'without end code is when a later one began',
      [
        [0x40, 5],
        [0x45, 7],
        [0x60, 9],
      ],
      ['kernel 2', 'userspace'],
    ],
    [
      'that writes its begin code twice is not',
      [
        [0x40, 5],
        [0x40, 7],
      ],
      ['kernel'],
    ],
    ['of a single mark is, with 0', [[0x80, 5]], ['custom 0']],
  ])('%s measured', (_, written, expected) => expect(stagesOf(written)).toEqual(expected));

  it('starts and ends at its first code when it is not measured', () => {
    const [kernel] = timelineOf([
      [0x40, 5],
      [0x45, 7],
    ]).stages;
    expect(kernel).toMatchObject({
      startNs: 5000,
      endNs: 5000,
      durationNs: null,
      firstCode: 0x40,
      lastCode: 0x45,
      events: 2,
    });
  });
});

describe('of a table of a user', () => {
  const table = (range: string) =>
    parseStageTable(`ranges:\n- {stage: rom, from: 0, to: 15${range}}\n- {stage: os, from: 16, to: 31}`, 'x');

  it('a stage of one code is measured only where its range is an instant', () => {
    const written: Written[] = [
      [0x05, 5],
      [0x10, 8],
      [0x11, 10],
    ];
    expect(stagesOf(written, table(''))).toEqual(['rom', 'os 2']);
    expect(stagesOf(written, table(', instant: true'))).toEqual(['rom 0', 'os 2']);
  });

  it('only a stage with a standard name has the standard boundaries', () => {
    const renamed = parseStageTable('ranges:\n- {stage: linux, from: 0x40, to: 0x5f}', 'x');
    expect(
      stagesOf(
        [
          [0x40, 5],
          [0x45, 7],
        ],
        renamed,
      ),
    ).toEqual(['linux 2']);
    const moved = parseStageTable('ranges:\n- {stage: kernel, from: 0x10, to: 0x1f}', 'x');
    expect(
      stagesOf(
        [
          [0x10, 5],
          [0x15, 7],
        ],
        moved,
      ),
    ).toEqual(['kernel 2']);
  });
});

it('the time beside a stage that was not measured is in the sum, and a gap beside it is not measured', () => {
  const timeline = timelineOf([
    [0x01, 5],
    [0x02, 9],
    [0x40, 40],
    [0x45, 90],
  ]);
  expect(ledgerText(timeline)).toEqual([
    'setup 5',
    'firmware 4',
    'firmware..kernel 31?',
    'kernel ?',
    'kernel..end 50?',
  ]);
  expect(timeline.ledger.reduce((sum, { durationNs }) => sum + (durationNs ?? 0), 0)).toBe(timeline.totalNs);
});
