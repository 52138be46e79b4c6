/** Boots that did not finish fail what is asserted of them. */
import { describe, expect, it } from 'vitest';
import { parseAssertions } from '../../src/checks/assertion.js';
import { analyse } from '../../src/reports/boots.js';
import { checkReport } from '../../src/reports/check.js';
import { BUILT_IN_TABLE } from '../../src/stages/table/built-in-table.js';
import { DEFAULT_COMPARE } from '../../src/stats/compare.js';
import type { Boot, StopReason } from '../../src/trace/boot.js';
import { bootOf } from '../stages/build-boot.js';

const OPTIONS = { command: 'report', table: BUILT_IN_TABLE, keepNoise: false } as const;
const reportOf = (boots: readonly Boot[]) => analyse([{ boots, diagnostics: [] }], OPTIONS);

const good = bootOf([
  [0x40, 10_000],
  [0x41, 90_000],
]);
const hung = bootOf([[0x40, 10_000]]);
const ended = (reason: StopReason): Boot => ({ ...good, stop: { reason, detail: null } });

const assertions = parseAssertions(
  { max: ['total=1s'], require: ['0x40'], forbid: ['0x80'], order: ['0x40,0x41'] },
  { table: BUILT_IN_TABLE, statistic: 'each' },
);
const held = (boots: readonly Boot[], allowUnfinished = false) =>
  checkReport({ report: reportOf(boots), assertions, baseline: null, allowUnfinished }).results.map(
    ({ passed }) => passed,
  );

describe('every assertion', () => {
  it('holds of boots that finished', () => {
    expect(held([good, ended('reset')])).toEqual([true, true, true, true]);
  });
  it.each([
    ['hung', hung],
    ['crashed', ended('crash')],
    ['ran into its timeout', ended('timeout')],
    ['was interrupted', ended('interrupted')],
    ['was to reach a code', { ...ended('reset'), until: '0x60' }],
    ['could not start', bootOf([], { stop: { reason: 'start', detail: 'no kernel' } })],
  ] as const)('fails where one boot %s, alone or among good ones', (_, boot) => {
    expect(held([boot])).toEqual([false, false, false, false]);
    expect(held([good, good, boot])).toEqual([false, false, false, false]);
  });
  it('says which boot did not finish, and why', () => {
    const { results } = checkReport({ report: reportOf([good, hung]), assertions, baseline: null });
    expect(results[0]!.message).toMatch(
      /^1 of 2 boots did not finish: boot 2, test\.log:1 \(unfinished: kernel began, but its end was not seen\); found /,
    );
  });
});

describe('--allow-unfinished', () => {
  it('leaves out boots whose end was not seen', () => {
    expect(held([good, hung, ended('interrupted')], true)).toEqual([true, true, true, true]);
  });
  it('leaves out none that failed', () => {
    expect(held([good, ended('crash')], true)).toEqual([false, false, false, false]);
  });
  it('lets nothing pass where no boot is left', () => {
    expect(held([hung], true)).toEqual([false, false, false, false]);
  });
  it('leaves the boots of a baseline to the row failed', () => {
    const baseline = {
      report: reportOf(Array(10).fill(good)),
      options: DEFAULT_COMPARE,
      failOn: 'regression',
    };
    const check = (broken: number, allowUnfinished: boolean) => {
      const report = reportOf([...Array(10 - broken).fill(good), ...Array(broken).fill(hung)]);
      return checkReport({
        report,
        assertions: [],
        baseline: { ...baseline, failOn: 'regression' },
        allowUnfinished,
      });
    };
    expect(check(1, false).passed).toBe(false);
    expect(check(1, true).passed).toBe(true);
    expect(check(6, true).results.find(({ assertion }) => assertion === 'baseline failed')).toMatchObject({
      passed: false,
      message: 'regression: 0 of 10 boots of the baseline failed, 6 of 10 here, p 0.011',
    });
  });
});
