import { describe, expect, it } from 'vitest';
import { analyse } from '../../src/reports/boots.js';
import { type TrendSet, trendReport } from '../../src/reports/trend.js';
import { BUILT_IN_TABLE } from '../../src/stages/table/built-in-table.js';
import { DEFAULT_COMPARE } from '../../src/stats/compare.js';
import type { Boot } from '../../src/trace/boot.js';
import { bootBy, type Changes, provenanceOf } from '../checks/provenances.js';
import { bootOf, codeAt } from '../stages/build-boot.js';
import { BASE, SAME, SLOW } from '../stats/golden.js';

function kernel(ms: number, overrides: Partial<Boot> = {}): Boot {
  const written = [
    [0x40, 10_000],
    [0x41, 10_000 + Math.round(ms * 1000)],
  ] as const;
  return bootOf(written, overrides);
}

function night(input: string, boots: readonly Boot[]): TrendSet {
  const options = { command: 'report', table: BUILT_IN_TABLE, keepNoise: false } as const;
  return { input, startedAt: null, report: analyse([{ boots, diagnostics: [] }], options) };
}

const trend = (...nights: TrendSet[]) => trendReport(nights, BUILT_IN_TABLE, DEFAULT_COMPARE);
const set = (values: readonly number[]): readonly Boot[] => values.map((ms) => kernel(ms));

describe('trendReport', () => {
  it('has the median of each row per input, its change, and where the level changes', () => {
    const { points, rows } = trend(night('a', set(BASE)), night('b', set(SAME)), night('c', set(SLOW)));
    expect(points).toMatchObject([{ input: 'a', boots: 10, failedBoots: 0 }, {}, {}]);
    const row = rows.find(({ name }) => name === 'kernel')!;
    expect(row.values).toMatchObject([
      { n: 10, medianNs: 80_695_000, previousPct: null, firstPct: 0, change: null },
      { n: 10, medianNs: 80_690_000, change: null },
      { n: 10, medianNs: 86_000_000, change: 'regression' },
    ]);
    expect(row.values[2]!.firstPct).toBeCloseTo(6.5741, 4);
    expect(row.values[2]!.previousPct).toBeCloseTo(6.5807, 4);
    expect(rows.find(({ name }) => name === 'setup')!.values.every(({ change }) => change === null)).toBe(
      true,
    );
  });

  it('compares with the latest input that has the row', () => {
    const { rows } = trend(night('a', set([80])), night('b', [bootOf([[0x01, 5]])]), night('c', set([88])));
    expect(rows.find(({ name }) => name === 'kernel')!.values).toMatchObject([
      { n: 1 },
      { n: 0, medianNs: null, previousPct: null, firstPct: null },
      { previousPct: 10, firstPct: 10 },
    ]);
  });

  it('leaves failed boots out and counts them', () => {
    const failed = kernel(5000, { stop: { reason: 'timeout', detail: null } });
    const { points, rows } = trend(night('a', [...set([80, 81]), failed]));
    expect(points).toMatchObject([{ boots: 2, failedBoots: 1 }]);
    expect(rows.find(({ name }) => name === 'kernel')!.values[0]!.n).toBe(2);
  });

  it('says where the conditions changed', () => {
    const taken = (changes: Changes) => [kernel(80, { provenance: provenanceOf(changes) }), bootBy(changes)];
    const { diagnostics } = trend(night('a', taken({})), night('b', taken({ host: { kernel: '7.0' } })));
    expect(diagnostics.filter(({ code }) => code === 'mixed-conditions')).toMatchObject([
      {
        severity: 'warning',
        input: 'b',
        message: expect.stringContaining('host kernel: 6.12.48 first, 7.0 later'),
      },
    ]);
  });

  it('says so too where inputs that tell nothing stand between, once and at the right one', () => {
    const taken = (kernelVersion: string) => [
      kernel(80, { provenance: provenanceOf({ host: { kernel: kernelVersion } }) }),
    ];
    const { diagnostics } = trend(
      night('a', taken('6.1')),
      night('b', []),
      night('c', set([80])),
      night('d', taken('7.0')),
      night('e', taken('7.0')),
      night('f', [kernel(80), ...taken('6.1')]),
    );
    expect(diagnostics.map(({ code, input, line }) => [code, input, line])).toEqual([
      ['mixed-conditions', 'd', null],
      ['mixed-conditions', 'f', null],
    ]);
  });

  it('has no percentage of nothing, and whole nanoseconds', () => {
    const times = (...nanos: readonly number[]) =>
      bootOf([], { events: nanos.map((timeNs, at) => ({ ...codeAt(0x40 + at, 0), timeNs })) });
    const { rows } = trend(
      night('a', [times(5, 5)]),
      night('b', [times(0, 4), times(0, 7)]),
      night('c', [times(0, 12)]),
    );
    expect(rows.find(({ name }) => name === 'kernel')!.values).toMatchObject([
      { medianNs: 0, previousPct: null, firstPct: null },
      { medianNs: 6, previousPct: null, firstPct: null },
      { medianNs: 12, previousPct: 100, firstPct: null },
    ]);
  });

  it('names each input, when it was taken, and the kind of each row', () => {
    const startedAt = '2026-11-22T15:00:00.000Z';
    const { points, rows } = trend({ ...night('a', set([80])), startedAt }, night('b', set([81])));
    expect(points).toEqual([
      { input: 'a', startedAt, boots: 1, failedBoots: 0 },
      { input: 'b', startedAt: null, boots: 1, failedBoots: 0 },
    ]);
    expect(rows.map(({ name, kind }) => [name, kind])).toEqual([
      ['setup', 'setup'],
      ['kernel', 'stage'],
      ['total', 'total'],
    ]);
  });

  it('counts in a row the boots that measured it, from the first input that has any', () => {
    const firmware = bootOf([
      [0x01, 5],
      [0x02, 6],
    ]);
    const { command, rows } = trend(
      night('a', [firmware]),
      night('b', [...set([80]), firmware]),
      night('c', set([88])),
    );
    expect(command).toBe('trend');
    expect(rows.find(({ name }) => name === 'kernel')!.values).toMatchObject([
      { n: 0, medianNs: null, previousPct: null, firstPct: null },
      { n: 1, medianNs: 80e6, previousPct: null, firstPct: 0 },
      { n: 1, medianNs: 88e6, previousPct: 10, firstPct: 10 },
    ]);
    expect(rows.find(({ name }) => name === 'firmware')!.values.map(({ n }) => n)).toEqual([1, 1, 0]);
  });

  it('finds changes with the certainty that is asked for', () => {
    const nights = [night('a', set(BASE)), night('b', set(SLOW))];
    const changesAt = (alpha: number) =>
      trendReport(nights, BUILT_IN_TABLE, { ...DEFAULT_COMPARE, alpha }).rows.flatMap(({ values }) =>
        values.flatMap(({ change }) => (change === null ? [] : [change])),
      );
    expect(changesAt(DEFAULT_COMPARE.alpha)).toEqual(['regression', 'regression']);
    expect(changesAt(1e-9)).toEqual([]);
  });

  it('of nothing is empty', () => {
    expect(trend()).toMatchObject({ points: [], rows: [], diagnostics: [] });
  });
});
