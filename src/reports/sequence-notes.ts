/** Warnings where the boots of a set, in the order in which they were taken, are not alike: statistics take them for one set. */
import { collectRows, type RowSamples } from '../stages/row-samples.js';
import { DEFAULT_COMPARE } from '../stats/compare.js';
import { findUnevenness } from '../stats/sequence.js';
import { slowFirst } from '../stats/slow-first.js';
import { type Diagnostic, warning } from '../trace/diagnostic.js';
import { milliseconds } from '../trace/duration.js';
import { rowTitle } from '../trace/report/row-title.js';
import type { Timeline } from '../trace/report/timeline.js';

/** Chance of a step or a drift that is none, over all rows of a set. The rest of the promised 1 % is for slow first boots. */
const MISS = 0.005;

/** Most rows that a warning names. */
const MAX_NAMED = 5;

/** A boot's time of a row, with the number that reports give the boot. */
interface Sample {
  readonly boot: number;
  readonly value: number;
}

interface RowSequence {
  readonly name: string;
  readonly samples: readonly Sample[];
}

/** At most one warning of each kind, with the rows and boots that it is about. `whose` is a side, where the boots are one of two. */
export function describeSequence(timelines: readonly Timeline[], whose?: string): readonly Diagnostic[] {
  const ordered = inOrder(timelines);
  const rows = collectRows(ordered)
    .map((row) => sequenceOf(row, ordered))
    .filter(({ samples }) => samples.length > 1);
  const [input, ...others] = new Set(timelines.map(({ boot }) => boot.input));
  const place = { input: others.length === 0 ? (input ?? null) : null };
  const of = whose === undefined ? '' : ` of ${whose}`;
  // A boot that is slow is slow as a whole: its rows only say where.
  const total = rows.find(({ name }) => name === 'total');
  const isFirstSlow = total !== undefined && slowFirstOf(total).length > 0;
  const first = isFirstSlow ? rows.flatMap(slowFirstOf) : [];
  const uneven = rows.flatMap((row) => unevennessOf(row, rows.length, isFirstSlow));
  const steps = uneven.filter(({ kind }) => kind === 'step').map(({ words }) => words);
  const drifts = uneven.filter(({ kind }) => kind === 'drift').map(({ words }) => words);
  const found = (code: string, rowsFound: readonly string[], lead: string, advice: string) =>
    rowsFound.length === 0 ? [] : [warning(code, `${lead}${of}: ${listed(rowsFound)}; ${advice}`, place)];
  return [
    ...found('slow-first-boot', first, 'slow first boot', TAKE_WARMUPS),
    ...found('step-in-set', steps, 'a step within the set', WHAT_CHANGED),
    ...found('drift-in-set', drifts, 'a drift through the set', WHAT_DRIFTS),
  ];
}

const TAKE_WARMUPS = 'caches may have been cold: run --warmup 1 keeps such a boot out of the statistics';
const WHAT_CHANGED =
  'one median does not describe both parts; look for what changed on the host between them';
const WHAT_DRIFTS = 'compare only with boots that were taken in turns with these (run --vs)';

/** By the start of their runs where all of them tell it: files stand in the order of their names. */
function inOrder(timelines: readonly Timeline[]): readonly Timeline[] {
  const startOf = ({ boot }: Timeline) => boot.provenance?.startedAt;
  if (timelines.some((timeline) => startOf(timeline) === undefined)) return timelines;
  return [...timelines].sort((a, b) => Date.parse(startOf(a)!) - Date.parse(startOf(b)!));
}

function sequenceOf({ name, values }: RowSamples, timelines: readonly Timeline[]): RowSequence {
  const samples = values.flatMap((value, at) =>
    value === null ? [] : [{ boot: timelines[at]!.index + 1, value }],
  );
  return { name, samples };
}

function listed(rows: readonly string[]): string {
  const more = rows.length > MAX_NAMED ? ` and ${rows.length - MAX_NAMED} more rows` : '';
  return `${rows.slice(0, MAX_NAMED).join(', ')}${more}`;
}

function slowFirstOf({ name, samples }: RowSequence): readonly string[] {
  const found = slowFirst(
    samples.map(({ value }) => value),
    DEFAULT_COMPARE,
  );
  if (found === null) return [];
  const others = `${samples.length - 1} after it around ${milliseconds(found.others)} ms`;
  return [`${rowTitle(name)} ${milliseconds(found.first)} ms in boot ${samples[0]!.boot}, ${others}`];
}

interface Uneven {
  readonly kind: 'step' | 'drift';
  readonly words: string;
}

/** A first boot that was said to be slow is not looked at again. */
function unevennessOf(
  { name, samples: all }: RowSequence,
  rows: number,
  isFirstSlow: boolean,
): readonly Uneven[] {
  const samples = isFirstSlow ? all.slice(1) : all;
  const found = findUnevenness(
    samples.map(({ value }) => value),
    { ...DEFAULT_COMPARE, miss: MISS, rows },
  );
  if (found === null) return [];
  const [from, to] = [found.from, found.to].map((ns) => `${milliseconds(ns)} ms`);
  const title = rowTitle(name);
  if (found.kind === 'drift')
    return [{ kind: 'drift', words: `${title} from ${from} in the first third to ${to} in the last` }];
  const [before, after] = [samples[found.at - 1]!, samples[found.at]!];
  const words = `${title} ${from} up to boot ${before.boot}, ${to} from boot ${after.boot} on`;
  return [{ kind: 'step', words }];
}
