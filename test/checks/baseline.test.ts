import { describe, expect, it } from 'vitest';
import { analyse } from '../../src/reports/boots.js';
import { checkReport } from '../../src/reports/check.js';
import { BUILT_IN_TABLE } from '../../src/stages/table/built-in-table.js';
import { DEFAULT_COMPARE } from '../../src/stats/compare.js';
import type { Boot, Stop } from '../../src/trace/boot.js';
import type { CheckFailOn } from '../../src/trace/report/report.js';
import { bootOf, type Written } from '../stages/build-boot.js';
import { BASE, SAME, SLOW } from '../stats/golden.js';

const CRASH: Stop = { reason: 'crash', detail: 'triple fault' };

function kernel(ms: number, more: readonly Written[] = []): Boot {
  return bootOf([[0x40, 10_000], [0x41, 10_000 + Math.round(ms * 1000)], ...more]);
}

function reportOf(boots: readonly Boot[]) {
  return analyse([{ boots, diagnostics: [] }], {
    command: 'report',
    table: BUILT_IN_TABLE,
    keepNoise: false,
  });
}

function check(base: readonly Boot[], head: readonly Boot[], failOn: CheckFailOn = 'regression') {
  const baseline = { report: reportOf(base), options: DEFAULT_COMPARE, failOn };
  const { passed, results } = checkReport({ report: reportOf(head), assertions: [], baseline });
  return { passed, of: (name: string) => results.find(({ assertion }) => assertion === name)! };
}

const base = BASE.map((ms) => kernel(ms));
const slow = SLOW.map((ms) => kernel(ms));
const same = SAME.map((ms) => kernel(ms));

describe('a regression', () => {
  it('fails with what was expected, found, where, and every value', () => {
    const { passed, of } = check(base, slow);
    expect(passed).toBe(false);
    expect(of('baseline kernel')).toEqual({
      assertion: 'baseline kernel',
      passed: false,
      unit: 'ns',
      actual: 86_000_000,
      limit: 80_695_000,
      values: SLOW.map((ms) => Math.round(ms * 1e6)),
      message:
        'regression: expected about 80.695 ms (median of 10 in the baseline), found 86 ms (median of 10), +6.5 %, ' +
        'shift +5.21 ms (+4.18 ms to +6.18 ms), floor 1.614 ms, p 0.0029; slowest 88.12 ms (boot 8, test.log:2); values: 86.1 ms, 85.22 ms, ' +
        '87.95 ms, 84.8 ms, 85.61 ms, 86.33 ms, 85.07 ms, 88.12 ms, 85.9 ms, 86.74 ms',
    });
  });
  it('says by how much, with a sign where there is a direction', () => {
    expect(check(slow, base).of('baseline kernel').message).toBe(
      'improvement: expected about 86 ms (median of 10 in the baseline), found 80.695 ms (median of 10), -6.1 %, ' +
        'shift -5.21 ms (-6.18 ms to -4.18 ms), floor 1.72 ms, p 0.0029',
    );
    const steady = BASE.map(() => kernel(80.003));
    expect(check(steady, steady).of('baseline kernel').message).toBe(
      'unchanged: expected about 80.003 ms (median of 10 in the baseline), found 80.003 ms (median of 10), 0 %, ' +
        'shift 0 ms (0 ms to 0 ms), floor 1.6 ms, p 1',
    );
  });
  it('has the values of the total and of the monitor as of any row', () => {
    const timed = (boots: readonly Boot[]) =>
      boots.map((boot, at) => ({ ...boot, vmmStartNs: 1_000_000 + at }));
    const { of } = check(timed(base), timed(slow));
    expect(of('baseline total').values).toEqual(SLOW.map((ms) => 10_000_000 + Math.round(ms * 1e6)));
    expect(of('baseline vmm').values).toEqual(SLOW.map((_, at) => 1_000_000 + at));
  });
  it('is none where nothing changed, and none the other way round', () => {
    expect(check(base, same).passed).toBe(true);
    expect(check(base, same, 'inconclusive').passed).toBe(true);
    expect(check(slow, base).passed).toBe(true);
  });
});

describe('what is not settled', () => {
  const few = base.slice(0, 3);
  it('passes with the number of boots that it needs', () => {
    const { passed, of } = check(few, slow.slice(0, 3));
    expect(passed).toBe(true);
    expect(of('baseline kernel').message).toMatch(/^inconclusive: .*, needs about \d+ boots on each side$/);
  });
  it('fails when that is asked for', () => {
    const { passed, of } = check(few, slow.slice(0, 3), 'inconclusive');
    expect(passed).toBe(false);
    expect(of('baseline kernel').message).toMatch(
      /^inconclusive: .*; slowest 87\.95 ms \(boot 3, test\.log:2\); values: /,
    );
  });
  it('one boot against one passes as not tested, and fails when that is asked for', () => {
    const { passed, of } = check([kernel(80)], [kernel(90)]);
    expect(passed).toBe(true);
    expect(of('baseline kernel').message).toMatch(/^not-tested: .*needs more than one boot on each side$/);
    expect(check([kernel(80)], [kernel(90)], 'inconclusive').passed).toBe(false);
  });
});

describe('what is not there', () => {
  const userspace: readonly Written[] = [
    [0x60, 200_000],
    [0x61, 210_000],
  ];
  const whole = BASE.map((ms) => kernel(ms, userspace));

  const bootloader: readonly Written[] = [
    [0x20, 1000],
    [0x21, 3000],
  ];
  /** Boots with a boot loader in front, so that they get as far with it as without. */
  const loaded = (ms: number) =>
    bootOf([...bootloader, [0x40, 10_000], [0x41, 10_000 + Math.round(ms * 1000)]]);
  const withLoader = BASE.map(loaded);

  it('boots that get less far than the baseline fail, and are in no row', () => {
    const { passed, of } = check(whole, base);
    expect(passed).toBe(false);
    expect(of('baseline boots').message).toMatch(
      /^expected every boot to get as far as the baseline, but 10 of 10 did not: boot 1, test\.log:2 \(did not reach the last stage of the baseline\); /,
    );
    expect(of('baseline').message).toBe('never measured: no finished boot with codes in what is checked');
  });

  it('a row that is gone fails', () => {
    const { passed, of } = check(withLoader, base);
    expect(passed).toBe(false);
    expect(of('baseline bootloader')).toMatchObject({
      passed: false,
      actual: null,
      limit: 2_000_000,
      message: expect.stringMatching(
        /^gone: expected about 2 ms \(median of 10 in the baseline\), found in none of 10 boots; values: none, none/,
      ),
    });
  });

  it('a row that some boots lost fails, and one that the baseline had only at times does not', () => {
    const partly = [...withLoader.slice(0, 9), kernel(80)];
    const { of } = check(withLoader, partly);
    expect(of('baseline bootloader')).toMatchObject({
      passed: false,
      message: expect.stringMatching(
        /^missing: .* in every boot, found in 9 of 10 boots; slowest 2 ms \(boot 1, test\.log:2\)/,
      ),
    });
    expect(check(partly, partly).passed).toBe(true);
  });

  it('a row that only a warm-up of the baseline lacked is missed', () => {
    const warmedUp = [{ ...kernel(80), warmup: true }, ...withLoader];
    const { of } = check(warmedUp, [...withLoader.slice(0, 9), kernel(80)]);
    expect(of('baseline bootloader')).toMatchObject({
      passed: false,
      message: expect.stringMatching(/^missing: /),
    });
  });

  it('a row that is new passes and says so', () => {
    const { of } = check(base, whole);
    expect(of('baseline userspace')).toMatchObject({
      passed: true,
      message: 'new: not in the baseline, in 10 of 10 boots',
    });
  });

  it.each<[string, readonly Boot[], readonly Boot[], string]>([
    ['an empty baseline', [], base, 'no finished boot with codes in the baseline'],
    ['no boot to check', base, [], 'no finished boot with codes in what is checked'],
    ['neither', [bootOf([])], [], 'no finished boot with codes in the baseline nor in what is checked'],
    [
      'a baseline of failed boots',
      [bootOf([[0x40, 1]], { stop: CRASH })],
      base,
      'no finished boot with codes in the baseline',
    ],
    [
      'only failed boots to check',
      base,
      [bootOf([[0x40, 1]], { stop: CRASH })],
      'no finished boot with codes in what is checked',
    ],
    [
      'no row in common',
      [bootOf([], { vmmStartNs: 5, stop: { reason: 'reset', detail: null, timeNs: null } })],
      base,
      'they have no row in common',
    ],
  ])('%s fails', (_, from, to, why) => {
    const { passed, of } = check(from, to);
    expect(passed).toBe(false);
    expect(of('baseline').message).toBe(`never measured: ${why}`);
  });

  it('boots that failed fail, whatever the others took', () => {
    const crashed = bootOf([[0x40, 10_000]], { stop: CRASH });
    const { passed, of } = check(base, [...same, crashed]);
    expect(passed).toBe(false);
    expect(of('baseline boots').message).toBe(
      'expected every boot to get as far as the baseline, but 1 of 11 did not: boot 11, test.log:1 (failed, crash: triple fault)',
    );
    expect(of('baseline kernel').values).toHaveLength(10);
    expect(check([...base, crashed], same).passed).toBe(true);
  });

  it('names up to twenty boots that failed, also those that came to nothing', () => {
    const failed = (count: number) =>
      check(base, [...same, ...Array.from({ length: count }, () => bootOf([], { stop: CRASH }))])
        .of('baseline boots')
        .message.split('but ')[1];
    expect(failed(2)).toBe(
      '2 of 12 did not: boot 11, test.log (failed, crash: triple fault); boot 12, test.log (failed, crash: triple fault)',
    );
    expect(failed(20)).toMatch(
      /^20 of 30 did not: boot 11, .*; boot 30, test\.log \(failed, crash: triple fault\)$/,
    );
    expect(failed(25)).toMatch(
      /^25 of 35 did not: .*; boot 30, test\.log \(failed, crash: triple fault\) and 5 more$/,
    );
  });
});
