/** What a comparison says of boots that failed, got less far, or lack a row. */
import { describe, expect, it } from 'vitest';
import { analyse } from '../../src/reports/boots.js';
import { diffReports } from '../../src/reports/comparison.js';
import { BUILT_IN_TABLE } from '../../src/stages/table/built-in-table.js';
import { DEFAULT_COMPARE } from '../../src/stats/compare.js';
import type { Boot } from '../../src/trace/boot.js';
import { bootOf } from '../stages/build-boot.js';

const OPTIONS = { command: 'report', table: BUILT_IN_TABLE, keepNoise: false } as const;
const reportOf = (boots: readonly Boot[]) => analyse([{ boots, diagnostics: [] }], OPTIONS);

/** A boot with firmware, kernel and userspace; the n-th of a set is a little slower than the one before. */
const good = (at: number, ms = 80): Boot =>
  bootOf([
    [0x00, 1000],
    [0x01, 9000 + at],
    [0x40, 10_000 + at],
    [0x41, 10_000 + ms * 1000 + at * 40],
    [0x60, 11_000 + ms * 1000 + at * 40],
    [0x61, 31_000 + ms * 1000 + at * 41],
  ]);
const upTo = (codes: number, boot: Boot): Boot => ({ ...boot, events: boot.events.slice(0, codes) });
const hung = (at: number) => upTo(3, good(at));
const many = (n: number, make: (at: number) => Boot) => Array.from({ length: n }, (_, at) => make(at));
const compare = (base: readonly Boot[], head: readonly Boot[]) =>
  diffReports(reportOf(base), reportOf(head), DEFAULT_COMPARE);
const rowOf = (diff: ReturnType<typeof compare>, name: string) => diff.rows.find((row) => row.name === name);

describe('the row failed', () => {
  it('is first, counts boots, and has no times', () => {
    const { rows, verdict } = compare(many(10, good), [...many(4, good), ...many(6, hung)]);
    expect(rows[0]).toMatchObject({
      kind: 'failed',
      name: 'failed',
      baseN: 0,
      headN: 6,
      baseBoots: 10,
      headBoots: 10,
      baseNs: null,
      headNs: null,
      deltaNs: null,
      ciNs: null,
      verdict: 'regression',
    });
    expect(rows[0]!.p).toBeCloseTo(0.005418, 6);
    expect(rows[0]!.pAdjusted).toBeCloseTo(2 * 0.005418, 5);
    expect(verdict).toBe('regression');
  });

  it('is not tested and takes no share of alpha where no boot failed', () => {
    const [base, slow] = [many(5, good), many(5, (at) => good(at, 90))];
    const whole = compare(base, slow);
    expect(whole.rows[0]).toMatchObject({ kind: 'failed', p: null, pAdjusted: null, verdict: 'not-tested' });
    const shared = compare([...base, hung(0)], [...slow, hung(0)]);
    expect(rowOf(shared, 'kernel')!.pAdjusted).toBeCloseTo(2 * rowOf(whole, 'kernel')!.pAdjusted!, 2);
  });

  it('is not there between two boots that finished', () => {
    expect(compare([good(0)], [good(1)]).rows.map(({ kind }) => kind)).not.toContain('failed');
    expect(compare([good(0)], [hung(1)]).rows[0]).toMatchObject({
      baseN: 0,
      headN: 1,
      verdict: 'not-tested',
    });
  });

  it('of a few more failures is open, and nothing is an improvement then', () => {
    const faster = many(9, (at) => good(at, 60));
    const { rows, verdict } = compare(many(10, good), [...faster, hung(0)]);
    expect(rows[0]!.verdict).toBe('inconclusive');
    expect(rows.map((row) => row.verdict)).not.toContain('improvement');
    expect(verdict).toBe('inconclusive');
  });

  it('lets a head that fails less be an improvement', () => {
    const faster = many(10, (at) => good(at, 60));
    expect(compare([...many(9, good), hung(0)], faster).verdict).toBe('improvement');
  });
});

describe('a head that gets less far', () => {
  it('has failed, however fast it was, and whatever ended it', () => {
    const early = many(10, (at) => upTo(2, good(at)));
    const diff = compare(many(10, good), early);
    expect(diff.rows[0]).toMatchObject({ kind: 'failed', headN: 10, verdict: 'regression' });
    expect(diff.rows.map(({ verdict }) => verdict)).not.toContain('improvement');
    expect(diff.diagnostics.find(({ code }) => code === 'short-boots')?.message).toBe(
      'every finished boot of base reached the end of userspace; boots of head that did not are counted as failed: boot 1, boot 2, boot 3, boot 4, boot 5, boot 6, boot 7, boot 8, boot 9, boot 10',
    );
  });
  it('is held against the least that base reached', () => {
    const base = [...many(9, good), upTo(4, good(9))];
    expect(
      compare(
        base,
        many(10, (at) => upTo(4, good(at))),
      ).rows[0]!.headN,
    ).toBe(0);
  });
});

describe('a row', () => {
  const withLoader = (at: number): Boot => {
    const { events, ...boot } = good(at);
    const loader = bootOf([
      [0x20, 9200],
      [0x21, 9700],
    ]).events;
    return { ...boot, events: [...events, ...loader].sort((a, b) => a.timeNs - b.timeNs) };
  };
  it('that head lacks is gone, between sets and between single boots', () => {
    for (const n of [1, 8]) {
      const diff = compare(many(n, withLoader), many(n, good));
      expect(rowOf(diff, 'bootloader')).toMatchObject({ verdict: 'gone', headNs: null, headN: 0 });
      expect(diff.verdict).toBe('gone');
    }
  });
  it('that some boots of base lack is not gone, and one that is new neither', () => {
    expect(rowOf(compare([withLoader(0), good(1)], [good(0), good(1)]), 'bootloader')!.verdict).toBe(
      'not-tested',
    );
    expect(rowOf(compare([good(0)], [withLoader(0)]), 'bootloader')!.verdict).toBe('not-tested');
  });
  it('that some boots of head lack is open at best', () => {
    const partly = compare(many(10, withLoader), [...many(9, withLoader), good(9)]);
    expect(rowOf(partly, 'bootloader')!.verdict).toBe('inconclusive');
  });
  it('that is gone leaves no other row an improvement', () => {
    const diff = compare(
      many(10, withLoader),
      many(10, (at) => good(at, 40)),
    );
    expect(rowOf(diff, 'kernel')!.verdict).toBe('inconclusive');
    expect(diff.verdict).toBe('gone');
  });
});

it('a single boot that hung has rows that are gone, and one that failed has none', () => {
  const lost = compare([good(0)], [hung(0)]);
  expect(rowOf(lost, 'kernel')).toMatchObject({ verdict: 'gone', headNs: null });
  expect(rowOf(lost, 'firmware')).toMatchObject({ verdict: 'not-tested', headN: 1 });
  const crashed = compare([good(0)], [{ ...good(0), stop: { reason: 'crash', detail: null } }]);
  expect(rowOf(crashed, 'firmware')).toMatchObject({ verdict: 'gone', headNs: null });
  expect(crashed.verdict).toBe('gone');
});

it('a base whose boots all failed is compared, and nothing is said to be as before', () => {
  const diff = compare(many(4, hung), many(4, good));
  expect(diff.rows[0]).toMatchObject({ baseN: 4, headN: 0, verdict: 'inconclusive' });
  expect(compare(many(4, hung), many(4, hung)).verdict).toBe('inconclusive');
});
