/**
 * What other tools do with repeated measurements, in a few lines each, so that docs/comparing.md can say what they say about
 * the same boots. Sources: hyperfine 1.20 (src/benchmark, src/outlier_detection.rs, scripts/welch_ttest.py), Firecracker
 * tools/ab_test.py, Kata tests/metrics/cmd/checkmetrics, github-action-benchmark's ratio, bencher's boundaries.
 */
import jstat from 'jstat';
import { median, quantile, sorted } from '../../src/stats/order.js';

type Values = readonly number[];

export function mean(values: Values): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function squares(values: Values): number {
  const center = mean(values);
  return values.reduce((sum, value) => sum + (value - center) ** 2, 0);
}

/** With n-1 in the divisor. */
export function sampleDeviation(values: Values): number {
  return Math.sqrt(squares(values) / (values.length - 1));
}

/** With n in the divisor: Cloud Hypervisor's `std_dev`, Kata's `sd`. */
export function populationDeviation(values: Values): number {
  return Math.sqrt(squares(values) / values.length);
}

/** Median distance from the median. */
export function medianDeviation(values: Values): number {
  const center = median(values);
  return median(values.map((value) => Math.abs(value - center)));
}

/** 95 % interval of the mean by Student's t. */
export function meanInterval(values: Values): readonly [number, number] {
  const half =
    (jstat.studentt.inv(0.975, values.length - 1) * sampleDeviation(values)) / Math.sqrt(values.length);
  return [mean(values) - half, mean(values) + half];
}

export interface Welch {
  readonly t: number;
  readonly df: number;
  readonly p: number;
}

/** Welch's t-test, two-sided: what hyperfine's `welch_ttest.py` prints. */
export function welch(a: Values, b: Values): Welch {
  const [va, vb] = [sampleDeviation(a) ** 2 / a.length, sampleDeviation(b) ** 2 / b.length];
  const t = (mean(a) - mean(b)) / Math.sqrt(va + vb);
  const df = (va + vb) ** 2 / (va ** 2 / (a.length - 1) + vb ** 2 / (b.length - 1));
  return { t, df, p: 2 * jstat.studentt.cdf(-Math.abs(t), df) };
}

/** hyperfine's `1.05 ± 0.06 times faster`. */
export function speedRatio(fast: Values, slow: Values): { readonly ratio: number; readonly error: number } {
  const ratio = mean(slow) / mean(fast);
  const share = (values: Values): number => (sampleDeviation(values) / mean(values)) ** 2;
  return { ratio, error: ratio * Math.sqrt(share(fast) + share(slow)) };
}

/** hyperfine's modified z-scores, of which those above 14.826 are outliers. */
export function outlierScores(values: Values): readonly number[] {
  const deviation = medianDeviation(values) || Number.EPSILON;
  return values.map((value) => (value - median(values)) / deviation);
}

/** Two-sided p of a permutation test of the difference of means, over all splits: the limit of Firecracker's 9,999. */
export function permutationP(a: Values, b: Values): number {
  const all = [...a, ...b];
  const whole = all.reduce((sum, value) => sum + value, 0);
  const seen = Math.abs(mean(a) - mean(b)) - 1e-9;
  let [extreme, count] = [0, 0];
  const choose = (from: number, left: number, sum: number): void => {
    if (left === 0) {
      count++;
      if (Math.abs(sum / a.length - (whole - sum) / b.length) >= seen) extreme++;
      return;
    }
    for (let at = from; at <= all.length - left; at++) choose(at + 1, left - 1, sum + all[at]!);
  };
  choose(0, a.length, 0);
  return extreme / count;
}

/** Firecracker's `ab_test.py` with its defaults: significant at 1 %, and the mean moved by more than 5 %. */
export function firecrackerFlags(base: Values, head: Values): boolean {
  return permutationP(base, head) < 0.01 && Math.abs(mean(head) / mean(base) - 1) > 0.05;
}

/** Kata's bands: the mean within so many per cent of a middle that somebody wrote down. */
export function kataPasses(values: Values, middle: number, percent: number): boolean {
  return Math.abs(mean(values) / middle - 1) * 100 <= percent;
}

/** github-action-benchmark: an alert from `threshold` times the previous value on; 2 when nothing is said. */
export function benchmarkActionAlerts(previous: Values, now: Values, threshold = 2): boolean {
  return mean(now) / mean(previous) > threshold;
}

/** Share of pairs in which the first is larger, less those in which it is smaller. */
export function cliffsDelta(a: Values, b: Values): number {
  const signs = a.flatMap((x) => b.map((y) => Math.sign(x - y)));
  return mean(signs);
}

/** bencher's upper boundaries for a new value beside earlier ones. */
export const bencherLimits = {
  percentage: (values: Values, share: number): number => mean(values) * (1 + share),
  zScore: (center: number, deviation: number, p: number): number =>
    center + jstat.normal.inv(p, 0, 1) * deviation,
  tTest: (center: number, deviation: number, n: number, p: number): number =>
    center + jstat.studentt.inv(p, n - 1) * deviation * Math.sqrt(1 + 1 / n),
  iqr: (values: Values, factor: number): number => {
    const ordered = sorted(values);
    return median(values) + factor * (quantile(ordered, 0.75) - quantile(ordered, 0.25));
  },
};
