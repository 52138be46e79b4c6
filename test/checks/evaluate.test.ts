import { describe, expect, it } from 'vitest';
import { type AssertionTexts, parseAssertions, type Statistic } from '../../src/checks/assertion.js';
import { evaluate } from '../../src/checks/evaluate.js';
import { BUILT_IN_TABLE } from '../../src/stages/built-in-table.js';
import { timelineOf } from '../stages/build-boot.js';

/** Boots whose kernel takes so many milliseconds; null: the kernel never reaches 0x41 and no second code comes. */
function boots(...kernelMs: readonly (number | null)[]) {
  return kernelMs.map((ms, index) =>
    timelineOf(
      ms === null
        ? [[0x01, 1000]]
        : [
            [0x01, 1000],
            [0x40, 2000],
            [0x41, 2000 + ms * 1000],
          ],
      { index },
    ),
  );
}

function check(texts: AssertionTexts, timelines = boots(80, 90, 100), statistic: Statistic = 'each') {
  return evaluate(parseAssertions(texts, { table: BUILT_IN_TABLE, statistic }), timelines);
}

describe('bounds', () => {
  it('hold up to the limit itself', () => {
    expect(check({ max: ['kernel=100ms'], min: ['kernel=80ms'] })).toMatchObject([
      { assertion: 'max kernel=100ms', passed: true, actualNs: 100_000_000, limitNs: 100_000_000 },
      { assertion: 'min kernel=80ms', passed: true, actualNs: 80_000_000, limitNs: 80_000_000 },
    ]);
    expect(
      check({ max: ['kernel=99999999ns'], min: ['kernel=80000001ns'] }).map((one) => one.passed),
    ).toEqual([false, false]);
  });

  it('say found and allowed when they hold', () => {
    const [longest, shortest] = check({ max: ['kernel=100ms'], min: ['kernel=80ms'] });
    expect(longest!.message).toBe('found longest 100 ms of 3 boots, allowed kernel at most 100 ms');
    expect(shortest!.message).toBe('found shortest 80 ms of 3 boots, allowed kernel at least 80 ms');
    expect(check({ max: ['kernel=100ms'] }, boots(80))[0]!.message).toBe(
      'found 80 ms, allowed kernel at most 100 ms',
    );
  });

  it('say expected, found, where, and all values when they fail', () => {
    expect(check({ max: ['kernel=85ms'] })).toEqual([
      {
        assertion: 'max kernel=85ms',
        passed: false,
        actualNs: 100_000_000,
        limitNs: 85_000_000,
        values: [80_000_000, 90_000_000, 100_000_000],
        message:
          'expected kernel at most 85 ms, found longest 100 ms of 3 boots (boot 3, test.log:3); values: 80 ms, 90 ms, 100 ms',
      },
    ]);
    expect(check({ min: ['kernel=85ms'] })[0]!.message).toBe(
      'expected kernel at least 85 ms, found shortest 80 ms of 3 boots (boot 1, test.log:3); values: 80 ms, 90 ms, 100 ms',
    );
    expect(check({ max: ['kernel=85ms'] }, boots(86))[0]!.message).toBe(
      'expected kernel at most 85 ms, found 86 ms (boot 1, test.log:3); values: 86 ms',
    );
  });

  it.each<[Statistic, number]>([
    ['median', 90],
    ['mean', 95],
    ['p95', 117],
    ['max', 120],
  ])('judge the %s', (statistic, ms) => {
    const timelines = boots(80, 80, 100, 120);
    expect(check({ max: [`kernel=${ms}ms`] }, timelines, statistic)).toMatchObject([
      { assertion: `max kernel=${ms}ms (${statistic})`, passed: true, actualNs: ms * 1_000_000 },
    ]);
    const [failed] = check({ max: [`kernel=${ms - 1}ms`] }, timelines, statistic);
    expect(failed).toMatchObject({ passed: false, values: [80e6, 80e6, 100e6, 120e6] });
    expect(failed!.message).toContain(`found ${statistic} ${ms} ms of 4 boots (boot 4, test.log:3)`);
  });

  it('fail when a boot lacks the metric, whatever the statistic', () => {
    for (const statistic of ['each', 'median'] as const) {
      const [result] = check({ max: ['kernel=200ms'] }, boots(80, null, 100), statistic);
      expect(result).toMatchObject({ passed: false, values: [80e6, null, 100e6] });
      expect(result!.message).toContain('found no kernel in 1 of 3 boots (boot 2, test.log)');
    }
    const [never] = check({ min: ['kernel=0s'] }, boots(null));
    expect(never).toMatchObject({ passed: false, actualNs: null, values: [null] });
    expect(never!.message).toBe(
      'expected kernel at least 0 ms, found no kernel in any boot (boot 1, test.log); values: none',
    );
  });

  it('judge what was measured, also where a boot lacks it', () => {
    const [longest] = check({ max: ['kernel=100ms'] }, boots(80, null, 90));
    expect(longest).toMatchObject({
      passed: false,
      actualNs: 90_000_000,
      values: [80_000_000, null, 90_000_000],
    });
    expect(check({ max: ['kernel=100ms'] }, boots(null))[0]).toMatchObject({ passed: false, actualNs: null });
  });

  it('list no more than a hundred values in words, and all of them as data', () => {
    const [result] = check({ max: ['kernel=1ms'] }, boots(...Array.from({ length: 120 }, () => 5)));
    expect(result!.values).toHaveLength(120);
    expect(result!.message).toMatch(/ and 20 more$/);
  });
});

it('a bound that was never measured still says its limit', () => {
  expect(check({ max: ['total=1s'] }, [])).toMatchObject([{ actualNs: null, limitNs: 1e9 }]);
});

it('nothing holds without a boot', () => {
  const texts = { max: ['total=1s'], require: ['0x40'], forbid: ['0x80'], order: ['0x40,0x41'] };
  for (const result of check(texts, [])) {
    expect(result).toMatchObject({
      passed: false,
      values: [],
      message: 'never measured: the input holds no boot',
    });
  }
});
