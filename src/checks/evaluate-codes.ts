/** Judges what was written, which moments came, and in which order: every boot must hold. Noise is no code here. */
import { writeDuration } from '../trace/duration.js';
import { formatCode } from '../trace/event.js';
import type { CheckResult } from '../trace/report/report.js';
import type { TimedPoint, Timeline } from '../trace/report/timeline.js';
import type { CodesAssertion } from './assertion.js';
import type { CodeSet } from './code-set.js';
import { placeOf } from './input-place.js';
import { listMoments, nameMoment } from './known-moments.js';
import { countedPoints } from './metric.js';

/** Maximum number of distinct codes, and of moments, listed in a message. */
const MAX_LISTED = 16;

/** What is wrong with one boot; null when it holds. */
type Judge = (sets: readonly CodeSet[], codes: readonly TimedPoint[], timeline: Timeline) => string | null;

const JUDGES: Readonly<Record<CodesAssertion['kind'], Judge>> = {
  require: missing,
  forbid: forbidden,
  order: disorder,
};

/** Judges over at least one boot. */
export function evaluateCodes(
  { kind, text, sets }: CodesAssertion,
  timelines: readonly Timeline[],
): CheckResult {
  const faults = timelines
    .map((timeline) => JUDGES[kind](sets, countedPoints(timeline), timeline))
    .filter((fault) => fault !== null);
  const boots = timelines.length === 1 ? '1 boot' : `${timelines.length} boots`;
  const more = faults.length > 1 ? `; ${faults.length} of ${boots} fail` : '';
  const message = faults.length === 0 ? `holds in ${boots}` : `${faults[0]}${more}`;
  return {
    assertion: `${kind} ${text}`,
    passed: faults.length === 0,
    unit: 'count',
    actual: null,
    limit: null,
    values: [],
    message,
  };
}

function seen(points: readonly TimedPoint[]): string {
  const codes = points.flatMap((point) => (point.kind === 'code' ? [formatCode(point.code)] : []));
  const distinct = [...new Set(codes)];
  if (distinct.length === 0) return 'no code';
  const more = distinct.length > MAX_LISTED ? ` and ${distinct.length - MAX_LISTED} more` : '';
  return `${distinct.slice(0, MAX_LISTED).join(', ')}${more}`;
}

function missing(sets: readonly CodeSet[], codes: readonly TimedPoint[], timeline: Timeline): string | null {
  const absent = sets.filter((set) => !codes.some((event) => set.fits(event)));
  if (absent.length === 0) return null;
  const expected = absent.map((set) => set.text).join(', ');
  const place = placeOf(timeline, codes.at(-1)?.line ?? null);
  const hasMoments = codes.some(({ kind }) => kind === 'moment') || absent.some(({ moment }) => moment);
  const moments = hasMoments ? `; ${listMoments([timeline])}` : '';
  return `expected ${expected}, found ${seen(codes)} (${place})${moments}`;
}

/** `0x41 at 12.3 ms (boot 1, a.log:7)` */
function occurrence(event: TimedPoint, timeline: Timeline): string {
  const what = event.kind === 'code' ? formatCode(event.code) : nameMoment(event);
  return `${what} at ${writeDuration(event.timeNs)} (${placeOf(timeline, event.line)})`;
}

function forbidden(
  sets: readonly CodeSet[],
  codes: readonly TimedPoint[],
  timeline: Timeline,
): string | null {
  const hits = codes.filter((event) => sets.some((set) => set.fits(event)));
  const [first] = hits;
  if (!first) return null;
  const times = hits.length > 1 ? `, ${hits.length} such codes in this boot` : '';
  return `expected none of ${sets.map((set) => set.text).join(', ')}, found ${occurrence(first, timeline)}${times}`;
}

function disorder(sets: readonly CodeSet[], codes: readonly TimedPoint[], timeline: Timeline): string | null {
  const absent = missing(sets, codes, timeline);
  if (absent !== null) return absent;
  const firsts = sets.map((set) => codes.find((event) => set.fits(event))!);
  const at = firsts.findIndex((event, place) => place > 0 && event.seq <= firsts[place - 1]!.seq);
  if (at < 0) return null;
  const [before, after] = [firsts[at - 1]!, firsts[at]!];
  const expected = `expected ${sets[at - 1]!.text} before ${sets[at]!.text}`;
  return `${expected}, found ${occurrence(after, timeline)} and ${occurrence(before, timeline)}`;
}
