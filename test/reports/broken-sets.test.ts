/** Broken boots that hide: behind an older boot, in the base, in a stage without an end code, in what was interrupted. */
import { describe, expect, it } from 'vitest';
import { analyse } from '../../src/reports/boots.js';
import { BUILT_IN_TABLE } from '../../src/stages/table/built-in-table.js';
import type { OutcomeState } from '../../src/trace/outcome.js';
import type { BootsReport } from '../../src/trace/report/report.js';
import {
  codesUpTo,
  faster,
  good,
  type Maker,
  reportOf,
  type Shape,
  type Story,
  setOf,
} from './broken-boots.js';
import { check, diff, holesOf, praiseOf } from './broken-gates.js';

const TRACE = 'trace file';
const hung: Maker = (at) => [{ codes: codesUpTo(0x40, at), stop: 'timeout' }];
const early: Maker = (at) => [{ codes: codesUpTo(0x01, at), stop: 'reset' }];
const interrupted: Maker = (at) => [{ codes: codesUpTo(0x40, at), stop: 'interrupted' }];
const verdictOf = ({ rows }: ReturnType<typeof diff>, name: string) =>
  rows.find((row) => row.name === name)?.verdict;

describe.each<[Shape, string, Story, OutcomeState]>([
  ['trace file', 'a start that failed', { codes: [], stop: 'start' }, 'failed'],
  ['cloud-hypervisor', 'a start that failed', { codes: [], stop: 'start' }, 'failed'],
  ['firecracker', 'a start that failed', { codes: [], stop: 'start' }, 'failed'],
  ['trace file', 'a guest that showed nothing', { codes: [] }, 'unfinished'],
  ['cloud-hypervisor', 'a guest that showed nothing', { codes: [] }, 'unfinished'],
  ['firecracker', 'a guest that showed nothing', { codes: [] }, 'unfinished'],
])('%s: an older boot before %s', (shape, _, broken, state) => {
  const older = good(0);

  it('does not stand for it', async () => {
    const stale = reportOf(shape, [...older, broken]);
    expect(stale.timelines.map(({ outcome }) => outcome.state)).toEqual(['finished', state]);
    const judged = check(stale, { max: ['total=10s', 'failed=0'], baseline: reportOf(shape, good(1)) });
    expect(judged.results.slice(0, 3).map(({ passed }) => passed)).toEqual([false, false, false]);
    expect(await praiseOf(judged)).toEqual([]);
    // One boot of two is no set that shows it; nothing reads as if all were well.
    const compared = diff(reportOf(shape, good(1)), stale);
    expect([compared.verdict, verdictOf(compared, 'failed')]).toEqual(['inconclusive', 'inconclusive']);
    expect(compared.diagnostics.map(({ code }) => code)).toContain(`${state}-boots`);
  });

  it('in each of a set does not hide that half of its boots failed', async () => {
    const stale = setOf(10, (at) => [...good(at), broken]);
    expect(await holesOf(reportOf(shape, ...setOf(10, good)), reportOf(shape, ...stale))).toEqual([]);
  });
});

describe.each<Shape>(['trace file', 'cloud-hypervisor', 'dmesg', 'firecracker'])('%s: nothing', (shape) => {
  it('fails every gate', async () => {
    const empty: BootsReport = analyse([{ boots: [], diagnostics: [] }], {
      command: 'report',
      table: BUILT_IN_TABLE,
      keepNoise: false,
    });
    const judged = check(empty, { max: ['total=10s', 'failed=0'], require: ['0x41'] });
    expect(judged.results.map(({ passed }) => passed)).toEqual([false, false, false]);
    expect(await praiseOf(judged)).toEqual([]);
    expect(await holesOf(reportOf(shape, ...setOf(10, good)), empty)).toEqual([]);
    expect(await holesOf(reportOf(shape, good(0)), empty)).toEqual([]);
  });
});

describe('boots that their user interrupted', () => {
  const base = reportOf(TRACE, ...setOf(10, good));

  it('fail every gate where they are all that there is', async () => {
    expect(await holesOf(reportOf(TRACE, good(0)), reportOf(TRACE, interrupted(1)))).toEqual([]);
    expect(await holesOf(base, reportOf(TRACE, ...setOf(10, interrupted)))).toEqual([]);
    const allowed = { allowUnfinished: true, max: ['codes=1000'] };
    expect(check(reportOf(TRACE, interrupted(0)), allowed).passed).toBe(false);
    expect(check(reportOf(TRACE, interrupted(0)), { ...allowed, baseline: base }).passed).toBe(false);
  });

  it('fail check, and are named, unless they may be there', () => {
    const head = reportOf(TRACE, ...setOf(9, good), interrupted(9));
    const strict = check(head, { max: ['codes=1000'], baseline: base });
    expect(strict.results.slice(0, 2).map(({ passed }) => passed)).toEqual([false, false]);
    expect(strict.results[1]!.message).toBe(
      'expected every boot to get as far as the baseline, but 1 of 10 did not: boot 10, 9.log (interrupted)',
    );
    expect(check(head, { max: ['codes=1000'], baseline: base, allowUnfinished: true }).passed).toBe(true);
    expect(check(head, { max: ['failed=0'], allowUnfinished: true }).passed).toBe(false);
  });

  it('leave too few for a verdict', () => {
    const head = reportOf(TRACE, ...setOf(9, interrupted), ...setOf(1, faster, 9));
    expect(diff(base, head).verdict).toBe('inconclusive');
  });
});

describe('--allow-unfinished', () => {
  const unfinished: Maker = (at) => [{ codes: codesUpTo(0x40, at) }];
  const base = reportOf(TRACE, ...setOf(10, good));

  it('lets no boot through that failed', async () => {
    const head = reportOf(TRACE, ...setOf(9, good), ...setOf(1, hung, 9));
    const judged = check(head, { max: ['total=10s'], require: ['0x00'], allowUnfinished: true });
    expect(judged.results.map(({ passed }) => passed)).toEqual([false, false]);
    expect(await praiseOf(judged)).toEqual([]);
  });

  it('counts all of them in failed=0, whatever is left out', () => {
    const head = reportOf(TRACE, ...setOf(9, good), ...setOf(1, unfinished, 9));
    const judged = check(head, { max: ['total=10s', 'failed=0', 'failed=1'], allowUnfinished: true });
    expect(judged.results.map(({ passed }) => passed)).toEqual([true, false, true]);
  });

  it('passes nothing where none is left', () => {
    const none = reportOf(TRACE, ...setOf(10, unfinished));
    const allowed = { allowUnfinished: true, max: ['codes=1000'], require: ['0x00'], baseline: base };
    expect(check(none, allowed).results.map(({ passed }) => passed)).not.toContain(true);
  });

  it('fails beside a baseline when it is more than chance explains', async () => {
    const half = reportOf(TRACE, ...setOf(5, good), ...setOf(5, unfinished, 5));
    const judged = check(half, { baseline: base, allowUnfinished: true });
    expect(judged.results.find(({ assertion }) => assertion === 'baseline failed')?.passed).toBe(false);
    expect(await praiseOf(judged)).toEqual([]);
  });
});

describe('a base that is broken itself', () => {
  it('is no baseline where none of its boots finished, and nothing is as before', async () => {
    for (const head of [good, hung, early]) {
      const compared = diff(reportOf(TRACE, ...setOf(10, hung)), reportOf(TRACE, ...setOf(10, head)));
      expect([head.name, compared.verdict]).toEqual([head.name, 'inconclusive']);
      const judged = check(reportOf(TRACE, ...setOf(10, head)), {
        baseline: reportOf(TRACE, ...setOf(10, hung)),
      });
      expect(judged.passed).toBe(false);
      expect(await praiseOf(judged)).toEqual([]);
    }
  });

  it('with one short boot does not make a head that is short more often faster', () => {
    const base = reportOf(TRACE, ...setOf(19, good), early(19));
    const head = reportOf(TRACE, ...setOf(8, faster), ...setOf(12, early, 8));
    const compared = diff(base, head);
    expect(compared.rows.map(({ verdict }) => verdict)).not.toContain('improvement');
    expect(compared.verdict).toBe('inconclusive');
  });

  it('lets a head be faster that fails no more often', () => {
    const base = reportOf(TRACE, ...setOf(9, good), hung(9));
    expect(diff(base, reportOf(TRACE, ...setOf(10, faster))).verdict).toBe('improvement');
    const short = reportOf(TRACE, ...setOf(9, good), early(9));
    expect(diff(short, reportOf(TRACE, ...setOf(9, faster), early(9))).verdict).toBe('improvement');
  });
});

it('nothing after 0x41 where base goes on to a lone 0x60, which measures no row that head lacks', async () => {
  for (const shape of ['trace file', 'cloud-hypervisor'] as const) {
    const lone: Maker = (at) => [{ codes: codesUpTo(0x60, at) }];
    const short: Maker = (at) => [{ codes: codesUpTo(0x41, at) }];
    const base = reportOf(shape, lone(0));
    expect(verdictOf(diff(base, reportOf(shape, short(1))), 'total')).toBe('gone');
    expect(await holesOf(base, reportOf(shape, short(1)))).toEqual([]);
    expect(await holesOf(reportOf(shape, ...setOf(10, lone)), reportOf(shape, short(1)))).toEqual([]);
    expect(await holesOf(reportOf(shape, ...setOf(10, lone)), reportOf(shape, ...setOf(10, short)))).toEqual(
      [],
    );
  }
});

describe('a stage without an end code', () => {
  const own =
    (codes: number): Maker =>
    (at) => [
      { codes: [0x42, 0x44, 0x47].slice(0, codes).map((code) => [code, (code - 0x40) * 20 + at / 100]) },
    ];

  it('hides a hang, which is no improvement', () => {
    const compared = diff(reportOf(TRACE, ...setOf(10, own(3))), reportOf(TRACE, ...setOf(10, own(2))));
    expect(compared.rows.map(({ verdict }) => verdict)).not.toContain('improvement');
    expect(compared.verdict).toBe('inconclusive');
  });

  it('does not hide what is faster', () => {
    const quick: Maker = (at) =>
      own(3)(at).map(({ codes }) => ({ codes: codes.map(([code, ms]) => [code, ms / 2]) }));
    expect(diff(reportOf(TRACE, ...setOf(10, own(3))), reportOf(TRACE, ...setOf(10, quick))).verdict).toBe(
      'improvement',
    );
  });
});

it('a warm-up that failed is counted', () => {
  const { timelines, ...report } = reportOf(TRACE, hung(0), good(1));
  const [warm, other] = timelines;
  const warmed = { ...report, timelines: [{ ...warm!, boot: { ...warm!.boot, warmup: true } }, other!] };
  expect(check(warmed, { max: ['failed=0'] }).passed).toBe(false);
  expect(check(warmed, { max: ['total=10s'] }).passed).toBe(true);
});
