import { describe, expect, it } from 'vitest';
import {
  medianPicture,
  pictureOf,
  picturesOf,
  pointRole,
} from '../../../src/reporters/words/boot-picture.js';
import { BUILT_IN_TABLE } from '../../../src/stages/table/built-in-table.js';
import type { BootsReport } from '../../../src/trace/report/report.js';
import type { TimedCode } from '../../../src/trace/report/timeline.js';
import { bootOf, momentAt, timelineOf } from '../../stages/build-boot.js';
import { PHASED, reading, report, SAMPLE_REPORTS, scaled } from '../sample-reports.js';

describe('pictureOf', () => {
  it('gives each row of one stage its own span', () => {
    const { rows, totalNs, endNs } = pictureOf(
      timelineOf([
        [0x80, 10],
        [0x40, 20],
        [0x81, 30],
        [0x82, 40],
      ]),
      BUILT_IN_TABLE,
    );
    const spans = rows.filter(({ name }) => name === 'custom').map(({ span }) => span?.firstCode);
    expect(spans).toEqual([0x80, 0x81]);
    expect(rows.find(({ kind }) => kind === 'gap')?.span).toBeNull();
    expect([totalNs, endNs]).toEqual([40_000, 40_000]);
  });

  it('ends with the last event where no code counts', () => {
    const text = {
      kind: 'text',
      channel: 'serial',
      text: 'x',
      timeNs: 7000,
      line: null,
      vcpu: null,
    } as const;
    const { rows, totalNs, endNs } = pictureOf(timelineOf([], { boot: { events: [text] } }), BUILT_IN_TABLE);
    expect([rows, totalNs, endNs]).toEqual([[], 0, 7000]);
  });
});

describe('phases', () => {
  it('are rows behind that of their stage, in its time', () => {
    const { rows } = pictureOf(timelineOf([], { boot: PHASED }), BUILT_IN_TABLE);
    expect(rows.map(({ kind, name, stage }) => [kind, name, stage])).toEqual([
      ['setup', 'setup', null],
      ['stage', 'firmware', 'firmware'],
      ['phase', 'before PEI', 'firmware'],
      ['phase', 'PEI', 'firmware'],
      ['phase', 'DXE', 'firmware'],
      ['phase', 'BDS', 'firmware'],
      ['gap', 'firmware..kernel', null],
      ['stage', 'kernel', 'kernel'],
    ]);
  });

  it('are not shown where one is the whole stage', () => {
    const events = [momentAt('edk2:pei', 10), momentAt('seabios:boot-sector', 50)];
    const timeline = timelineOf([], { boot: { events } });
    expect(timeline.stages[0]?.phases).toHaveLength(1);
    expect(pictureOf(timeline, BUILT_IN_TABLE).rows.map(({ kind }) => kind)).toEqual(['setup', 'stage']);
  });
});

it('lays medians end to end and leaves out rows that few boots have', () => {
  const boots = [20, 30, 40].map((us) =>
    bootOf([
      [0x01, 10],
      [0x02, 10],
      [0x40, us],
      [0x41, 90],
    ]),
  );
  const rare = bootOf([
    [0x01, 10],
    [0x02, 10],
    [0x60, 100],
  ]);
  const { summary } = report('report', [reading(...boots, rare)]);
  const picture = medianPicture(summary!, BUILT_IN_TABLE);
  expect(picture.rows.map(({ name, startNs, endNs }) => [name, startNs, endNs])).toEqual([
    ['setup', 0, 10_000],
    ['firmware', 10_000, 10_000],
    ['firmware..kernel', 10_000, 30_000],
    ['kernel', 30_000, 90_000],
  ]);
  expect(picture.totalNs).toBe(90_000);
});

it('is of the only boot, of medians, or of the medians of each side', () => {
  const titles = (name: string) => picturesOf(SAMPLE_REPORTS[name] as BootsReport).map(({ title }) => title);
  expect(titles('report of one boot')).toEqual(['Timeline']);
  expect(titles('run of several boots')).toEqual(['Timeline of medians']);
  expect(titles('run of two sides')).toEqual(['Timeline of medians, base', 'Timeline of medians, head']);
  expect(titles('parse of nothing')).toEqual([]);
});

it('knows marks and revisits from the codes of a stage', () => {
  const { markStages } = pictureOf(timelineOf([]), BUILT_IN_TABLE);
  const code = (stage: string, revisit: boolean) => ({ stage, revisit }) as TimedCode;
  expect(pointRole(code('kernel', false), markStages)).toBe('code');
  expect(pointRole(code('custom', false), markStages)).toBe('mark');
  expect(pointRole(code('firmware', true), markStages)).toBe('revisit');
});

it('medians of what came before zero, and of the total, are no rows of the picture', () => {
  const { summary } = report('report', [reading(scaled(1), scaled(1), scaled(1))]);
  expect(summary!.map(({ kind }) => kind)).toContain('vmm');
  const { rows, totalNs } = medianPicture(summary!, BUILT_IN_TABLE);
  expect(rows.map(({ kind }) => kind)).not.toContain('vmm');
  expect([rows[0]!.startNs, totalNs]).toEqual([0, 356_644_000]);
});

it('a row of just half the boots is in the picture', () => {
  const row = { ...report('report', [reading(scaled(1), scaled(1))]).summary![1]!, medianNs: 5 };
  const of = (n: number) =>
    medianPicture(
      [
        { ...row, n: 8 },
        { ...row, name: 'rare', n },
      ],
      BUILT_IN_TABLE,
    ).rows.length;
  expect([of(3), of(4)]).toEqual([1, 2]);
  expect(medianPicture([], BUILT_IN_TABLE).events).toEqual([]);
});

it('a side of which nothing was measured has no picture', () => {
  const sided = SAMPLE_REPORTS['run of two sides'] as BootsReport;
  const base = { ...sided, summary: sided.summary!.filter(({ side }) => side === 'base') };
  expect(picturesOf(base).map(({ title }) => title)).toEqual(['Timeline of medians, base']);
  expect(picturesOf(report('parse', [reading(bootOf([]))]))).toEqual([]);
});
