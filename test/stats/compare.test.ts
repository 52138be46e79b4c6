import { describe, expect, it } from 'vitest';
import { compareSamples, DEFAULT_COMPARE, neededRuns, worstVerdict } from '../../src/stats/compare.js';
import { BASE, SAME, SLOW } from './golden.js';

const ms = (values: readonly number[]): number[] => values.map((value) => Math.round(value * 1e6));

function compare(base: readonly number[], head: readonly number[], options = {}) {
  return compareSamples([{ base: ms(base), head: ms(head) }], { ...DEFAULT_COMPARE, ...options })[0]!;
}

describe('the worked example', () => {
  it('finds the regression that one outlier hides from means', () => {
    const result = compare(BASE, SLOW);
    expect(result).toMatchObject({
      verdict: 'regression',
      base: 80_695_000,
      head: 86_000_000,
      delta: 5_210_000,
    });
    expect(result.p).toBeCloseTo(0.0015046872632, 10);
    expect(result.ci).toEqual([4_180_000, 6_180_000]);
  });
  it('finds the same improvement the other way round', () => {
    expect(compare(SLOW, BASE)).toMatchObject({ verdict: 'improvement', ci: [-6_180_000, -4_180_000] });
  });
  it('finds nothing where there is nothing', () => expect(compare(BASE, SAME).verdict).toBe('unchanged'));
});

describe('floors', () => {
  it('keep changes that do not matter from being called regressions', () => {
    expect(compare(BASE, SLOW, { relativeFloor: 0.1 }).verdict).toBe('unchanged');
    expect(compare(BASE, SLOW, { absoluteFloor: 5_400_000 }).verdict).toBe('inconclusive');
  });
  it('do not apply below them in the other unit: the larger one counts', () => {
    expect(compare([1, 2, 3, 4, 5, 6], [1.4, 2.4, 3.4, 4.4, 5.4, 6.4]).verdict).toBe('inconclusive');
    const tight = (middle: number): number[] => [0, 1, 2, 3, 4, 5].map((step) => middle + step / 1000);
    expect(compare(tight(1), tight(1.4)).verdict).toBe('unchanged');
    expect(compare(tight(1), tight(1.6)).verdict).toBe('regression');
  });
});

describe('at the border', () => {
  const steps = [0, 1, 2, 3, 4, 5];
  const exact = { alpha: 0.05, relativeFloor: 0, absoluteFloor: 0 };
  const shifted = (by: number) => ({ base: steps, head: steps.map((value) => value + by) });

  it('a change as large as the floor matters, and an interval as wide as the floor is narrow enough', () => {
    expect(compare(BASE, SLOW, { absoluteFloor: 5_210_000 }).verdict).toBe('regression');
    expect(compare(BASE, SLOW, { absoluteFloor: 6_180_000 }).verdict).toBe('unchanged');
    expect(compare(SLOW, BASE, { absoluteFloor: 6_180_000 }).verdict).toBe('unchanged');
    expect(compare(SLOW, BASE, { absoluteFloor: 6_179_999 }).verdict).toBe('inconclusive');
  });
  it('a p-value of alpha is not below it', () => {
    const few = [BASE.slice(0, 7), SLOW.slice(0, 7)] as const;
    const { pAdjusted } = compare(...few);
    expect(compare(...few).verdict).toBe('regression');
    expect(compare(...few, { alpha: pAdjusted }).verdict).toBe('inconclusive');
  });
  it('an interval that reaches beyond zero is not on one side of it, however small p is', () => {
    const [slower, faster] = compareSamples([shifted(2), shifted(-2)], { ...exact, alpha: 0.3 });
    expect(slower).toMatchObject({ verdict: 'inconclusive' });
    expect(faster).toMatchObject({ verdict: 'inconclusive' });
    expect(slower!.ci![0]).toBeLessThan(0);
    expect(faster!.ci![1]).toBeGreaterThan(0);
    expect(slower!.pAdjusted).toBeLessThan(0.3);
  });
  it('an interval on both sides of zero is no improvement when alpha is generous', () => {
    expect(compareSamples([shifted(-2)], { ...exact, alpha: 0.5 })[0]).toMatchObject({
      verdict: 'inconclusive',
    });
  });
});

describe('looking more than once', () => {
  it('costs what it adds to the chance of a false alarm', () => {
    const once = compare(BASE, SLOW);
    const thrice = compare(BASE, SLOW, { looks: 3 });
    expect(thrice.pAdjusted).toBeCloseTo(3 * once.pAdjusted!, 12);
    expect(thrice.ci![0]).toBeLessThan(once.ci![0]);
    expect(thrice.verdict).toBe('regression');
    const often = compare(BASE.slice(0, 7), SLOW.slice(0, 7), { looks: 90 });
    expect(often.verdict).toBe('inconclusive');
    expect(often.needed).toBeGreaterThan(7);
    expect(compare(BASE.slice(0, 4), SLOW.slice(0, 4), { looks: 3 }).needed).toBe(5);
  });
});

describe('the number of values', () => {
  it('one against one is never tested', () => {
    expect(compare([80], [90])).toEqual({
      base: 80_000_000,
      head: 90_000_000,
      delta: 10_000_000,
      p: null,
      pAdjusted: null,
      ci: null,
      verdict: 'not-tested',
      needed: null,
      slowPath: null,
    });
  });
  it('one against many, and few against few, settle nothing', () => {
    expect(compare([80], SLOW)).toMatchObject({ verdict: 'inconclusive', needed: 4 });
    expect(compare(BASE, SLOW).needed).toBeNull();
    expect(compare(BASE.slice(0, 3), SLOW.slice(0, 3)).verdict).toBe('inconclusive');
    expect(compare(BASE.slice(0, 3), BASE.slice(0, 3)).verdict).toBe('inconclusive');
  });
  it('asks for more than there are where the rule alone would be content', () => {
    expect(compare(BASE.slice(0, 3), SLOW.slice(0, 3), { alpha: 0.2 }).needed).toBe(4);
    expect(compare(BASE.slice(0, 3), SLOW.slice(0, 3), { looks: 3 }).needed).toBe(5);
  });
  it('asks for as many as the spread needs, more of them the more is tested at once', () => {
    expect(compare(BASE, SLOW, { absoluteFloor: 5_400_000 }).needed).toBe(566);
    const wide = { base: [0, 1, 2, 3, 4, 5], head: [2, 3, 4, 5, 6, 7] };
    const options = { alpha: 0.05, relativeFloor: 0, absoluteFloor: 0 };
    const [alone] = compareSamples([wide], options);
    const [crowded] = compareSamples([wide, wide, wide], options);
    expect(alone!.needed).toBeGreaterThan(7);
    expect(crowded!.needed).toBeGreaterThan(alone!.needed!);
  });
  it('has no verdict where not even the largest row can be certain, on either side', () => {
    const near = (n: number): number[] => Array.from({ length: n }, (_, at) => 1e9 + at);
    const verdictOf = (base: number, head: number) =>
      compareSamples(
        Array.from({ length: 30 }, () => ({ base: near(base), head: near(head) })),
        DEFAULT_COMPARE,
      )[0]!;
    expect(verdictOf(4, 4)).toMatchObject({ verdict: 'unchanged', needed: null });
    expect(verdictOf(3, 3)).toMatchObject({ verdict: 'inconclusive', needed: 4 });
    expect(verdictOf(1, 30)).toMatchObject({ verdict: 'inconclusive', needed: 4 });
    // Three against many can be certain.
    expect(verdictOf(3, 30)).toMatchObject({ verdict: 'unchanged', needed: null });
  });
  it('a side without values has null, never 0', () => {
    expect(compare([], SLOW)).toMatchObject({
      base: null,
      head: 86_000_000,
      delta: null,
      verdict: 'not-tested',
    });
    expect(compare(BASE, [])).toMatchObject({ head: null, delta: null, verdict: 'not-tested' });
  });
  it.each([
    [1, 0.05, 4],
    [5, 0.05, 5],
    [5, 0.01, 7],
    [8, 0.05, 6],
  ])('%d tests at %d need %d', (tests, alpha, needed) => expect(neededRuns(tests, alpha)).toBe(needed));
  it('a hopeless alpha does not hang', () => expect(neededRuns(1, 0)).toBe(1000));
});

it('corrects for the rows that can be tested, by the square root of their times', () => {
  const short = (values: readonly number[]) => ms(values).map((value) => value / 4);
  const pairs = [
    { base: ms(BASE), head: ms(SLOW) },
    { base: short(BASE), head: short(SAME) },
    { base: [1], head: [2] },
  ];
  const [slow, same, single] = compareSamples(pairs, DEFAULT_COMPARE);
  // The larger row has two thirds of the level.
  expect(slow!.pAdjusted! / slow!.p!).toBeCloseTo(1.5, 1);
  expect(same!.pAdjusted).toBeCloseTo(same!.p!, 12);
  expect(single!.pAdjusted).toBeNull();
  const few = { base: ms([80, 81.1, 82, 83.1, 84, 85]), head: ms([84.1, 85.1, 86, 87.1, 88, 89.1]) };
  const crowd = Array.from({ length: 40 }, () => few);
  expect(compareSamples([few], DEFAULT_COMPARE)[0]!.verdict).toBe('regression');
  expect(compareSamples(crowd, DEFAULT_COMPARE)[0]!.verdict).not.toBe('regression');
});

it('does not correct for rows that are the same in every boot', () => {
  const constant = { base: [0, 0, 0, 0, 0, 0], head: [0, 0, 0, 0, 0, 0] };
  const crowd = [{ base: ms(BASE), head: ms(SLOW) }, ...Array.from({ length: 40 }, () => constant)];
  const [slow, zero] = compareSamples(crowd, DEFAULT_COMPARE);
  expect(slow).toMatchObject({ verdict: 'regression' });
  expect(slow!.pAdjusted).toBeLessThan(2 * slow!.p!);
  expect(zero).toMatchObject({ p: 1, pAdjusted: 1, ci: [0, 0], verdict: 'unchanged' });
  expect(compareSamples([{ base: [7], head: [7] }], DEFAULT_COMPARE)[0]!.verdict).toBe('not-tested');
  expect(compareSamples([{ base: [7, 7], head: [7, 7] }], DEFAULT_COMPARE)[0]!.verdict).toBe('inconclusive');
});

it('raises no more false alarms than alpha allows on chance alone', () => {
  let state = 42;
  const random = (): number => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    return ((state >>> 8) % 1_000_000) / 1_000_000;
  };
  const sample = (): number[] => Array.from({ length: 8 }, () => 80e6 * (1 + 0.2 * random()));
  let alarms = 0;
  for (let round = 0; round < 400; round++) {
    const rows = compareSamples(
      [1, 2, 3].map(() => ({ base: sample(), head: sample() })),
      DEFAULT_COMPARE,
    );
    if (rows.some((row) => row.verdict === 'regression' || row.verdict === 'improvement')) alarms++;
  }
  expect(alarms).toBeLessThanOrEqual(400 * 0.05);
});

it.each([
  [['unchanged', 'regression', 'inconclusive'], 'regression'],
  [['unchanged', 'improvement', 'inconclusive'], 'inconclusive'],
  [['unchanged', 'improvement', 'not-tested'], 'improvement'],
  [['unchanged', 'not-tested'], 'unchanged'],
  [['not-tested'], 'not-tested'],
  [[], 'not-tested'],
] as const)('the verdict on %j is %s', (verdicts, expected) => expect(worstVerdict(verdicts)).toBe(expected));

it('takes as many boots as a fleet has', () => {
  const many = (slow: number) => Array.from({ length: 100_000 }, (_, at) => 80e6 + (at % 977) * 1001 + slow);
  expect(compareSamples([{ base: many(0), head: many(5e6) }], DEFAULT_COMPARE)[0]).toMatchObject({
    delta: 5e6,
    verdict: 'regression',
  });
});

describe('pairs that share the level', () => {
  const long = {
    base: ms([70, 80, 80, 80, 80, 80, 80, 80, 90, 90]),
    head: ms([80, 80, 80, 90, 90, 90, 90, 90, 90, 90]),
  };
  const short = { base: ms([0, 10, 10, 10, 20]), head: ms([0, 10, 10, 10, 20]) };
  const adjusted = (resolution: number) => {
    const pairs = [long, short, short, short].map((pair) => ({ ...pair, resolution }));
    return compareSamples(pairs, DEFAULT_COMPARE)[0]!.pAdjusted!;
  };

  it('leave more of it to long times where a clock is coarse', () => {
    expect(adjusted(10e6)).toBeLessThan(0.7 * adjusted(1));
    expect(adjusted(10e6)).toBeGreaterThan(compareSamples([long], DEFAULT_COMPARE)[0]!.pAdjusted!);
  });
});
