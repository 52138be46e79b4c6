/** Pairs of sets of boots, drawn from a seed, through the code that `diff` calls: how often it errs, and what it finds. */
import { diffReports } from '../../src/reports/comparison.js';
import { buildTimeline } from '../../src/stages/build-timeline.js';
import { BUILT_IN_TABLE } from '../../src/stages/table/built-in-table.js';
import { DEFAULT_COMPARE } from '../../src/stats/compare.js';
import type { BootsReport, DiffReport } from '../../src/trace/report/report.js';
import type { Mark } from '../helpers/sample-log.js';
import { bootOf } from '../stages/build-boot.js';
import { type RandomSource, randomSource } from './random.js';

/** How the times of a row vary: `heavy` has the tails of Student's t with 3 degrees of freedom, `humps` two paths, half of the boots each. */
export type Noise = 'normal' | 'heavy' | 'humps';

/** A host that slows down by 0.3 % from boot to boot, and whether sides take turns on it. */
export type Drift = 'none' | 'blocks' | 'turns';

export interface Case {
  /** Boots of each side. */
  readonly base: number;
  readonly head: number;
  readonly noise: Noise;
  readonly drift: Drift;
  /** Standard deviation of each row, as a share of it. */
  readonly deviation: number;
  /** What the clock cannot tell apart, in milliseconds. */
  readonly tickMs: number;
  /** By how much the kernel is slower in head, as a share. */
  readonly shift: number;
  /** Share of boots of each side whose kernel takes a slow path, and how much slower it is, as a share. */
  readonly slow: { readonly base: number; readonly head: number; readonly by: number };
  /** Share of boots of each side that hang in the kernel. */
  readonly hang: { readonly base: number; readonly head: number };
}

export const PLAIN: Case = {
  ...{ base: 20, head: 20, noise: 'normal', drift: 'none', deviation: 0.02, tickMs: 0.001, shift: 0 },
  slow: { base: 0, head: 0, by: 0.3 },
  hang: { base: 0, head: 0 },
};

/** The codes of a boot and the milliseconds before each: with the monitor's start and the total they make ten rows. */
const STEPS = [
  [0x01, 9],
  [0x02, 11],
  [0x20, 1.5],
  [0x21, 6],
  [0x40, 0.8],
  [0x41, 80],
  [0x60, 4],
  [0x61, 30],
] as const;
const KERNEL_END = 0x41;

interface Place {
  readonly side: 'base' | 'head';
  /** How many boots the host had made before. */
  readonly turn: number;
}

function draw(random: RandomSource, { noise, deviation }: Case): number {
  if (noise !== 'heavy') return 1 + deviation * random.normal();
  const chi = random.normal() ** 2 + random.normal() ** 2 + random.normal() ** 2;
  return 1 + (deviation * random.normal()) / Math.sqrt(chi / 3);
}

/** Codes of one boot with their times as its clock shows them. */
function drawBoot(random: RandomSource, rules: Case, { side, turn }: Place): readonly Mark[] {
  const speed = rules.drift === 'none' ? 1 : 1 + 0.003 * turn;
  const hangs = random.uniform() < rules.hang[side];
  // When the clock ticks is nothing that a boot knows.
  let ms = random.uniform() * rules.tickMs;
  const marks: Mark[] = [];
  for (const [code, median] of STEPS) {
    if (hangs && code === KERNEL_END) break;
    ms += median * speed * Math.max(0.05, draw(random, rules)) * kernelFactor(random, rules, { side, code });
    marks.push([code, Math.round(Math.floor(ms / rules.tickMs) * rules.tickMs * 1000)]);
  }
  return marks;
}

function kernelFactor(
  random: RandomSource,
  { noise, shift, slow }: Case,
  { side, code }: Pick<Place, 'side'> & { readonly code: number },
): number {
  if (code !== KERNEL_END) return 1;
  const path = noise === 'humps' && random.uniform() < 0.5 ? 1.1 : 1;
  const slower = random.uniform() < slow[side] ? 1 + slow.by : 1;
  return path * slower * (side === 'head' ? 1 + shift : 1);
}

export interface Pair {
  readonly base: readonly (readonly Mark[])[];
  readonly head: readonly (readonly Mark[])[];
}

export function drawPair(random: RandomSource, rules: Case): Pair {
  const sides = { base: [] as (readonly Mark[])[], head: [] as (readonly Mark[])[] };
  const isTurns = rules.drift === 'turns';
  for (const side of ['base', 'head'] as const)
    for (let at = 0; at < rules[side]; at++) {
      const round = 2 * at + Number((side === 'head') === (at % 2 === 0));
      const turn = isTurns ? round : (side === 'head' ? rules.base : 0) + at;
      sides[side].push(drawBoot(random, rules, { side, turn }));
    }
  return sides;
}

/** @param looks how often it was planned to look at these boots */
export function reportOf(boots: readonly (readonly Mark[])[], looks = 1): BootsReport {
  const provenance = { boottrace: '1', engine: 'bundled', guest: {}, host: {}, looks };
  const timelines = boots.map((marks, index) => {
    const hung = marks.length < STEPS.length;
    const stop = { reason: hung ? ('timeout' as const) : ('reset' as const), detail: null };
    return buildTimeline(bootOf(marks, { stop, provenance }), {
      table: BUILT_IN_TABLE,
      keepNoise: false,
      index,
    });
  });
  return { command: 'report', timelines, diagnostics: [], summary: null, table: BUILT_IN_TABLE };
}

export interface Tally {
  readonly rounds: number;
  /** Comparisons in which any row is a regression, or an improvement. */
  readonly regressions: number;
  readonly improvements: number;
  /** Of the kernel's row alone. */
  readonly kernel: number;
  readonly kernelUnchanged: number;
  /** Comparisons in which a row prints a shift outside its own interval. */
  readonly outside: number;
  /** Intervals of the kernel's row that hold the true shift. */
  readonly covered: number;
}

export interface Rounds {
  readonly rounds: number;
  readonly seed: number;
  /** Is shown each pair with its report, to compare with another way through the program, or with other programs. */
  readonly onPair?: (pair: Pair, report: DiffReport, round: number) => Promise<void> | void;
}

export async function verdictRounds(rules: Case, { rounds, seed, onPair }: Rounds): Promise<Tally> {
  const random = randomSource(seed);
  const tally = {
    rounds,
    regressions: 0,
    improvements: 0,
    kernel: 0,
    kernelUnchanged: 0,
    outside: 0,
    covered: 0,
  };
  for (let round = 0; round < rounds; round++) {
    const pair = drawPair(random, rules);
    const report = diffReports(reportOf(pair.base), reportOf(pair.head), DEFAULT_COMPARE);
    const { rows } = report;
    const kernel = rows.find(({ name }) => name === 'kernel');
    if (rows.some(({ verdict }) => verdict === 'regression' || verdict === 'gone')) tally.regressions++;
    if (rows.some(({ verdict }) => verdict === 'improvement')) tally.improvements++;
    if (kernel?.verdict === 'regression') tally.kernel++;
    if (kernel?.verdict === 'unchanged') tally.kernelUnchanged++;
    if (rows.some(isOutside)) tally.outside++;
    const truth = 80e6 * rules.shift;
    if (kernel?.ciNs && kernel.ciNs[0] <= truth && truth <= kernel.ciNs[1]) tally.covered++;
    await onPair?.(pair, report, round);
  }
  return tally;
}

function isOutside({ deltaNs, ciNs }: DiffReport['rows'][number]): boolean {
  return ciNs !== null && deltaNs !== null && (deltaNs < ciNs[0] || deltaNs > ciNs[1]);
}
