/** A warning where other programs kept the processors of the host from the guest: the times of such boots say as much of the host as of the guest. */
import { DEFAULT_COMPARE } from '../stats/compare.js';
import { floorOf } from '../stats/floor.js';
import { type Diagnostic, warning } from '../trace/diagnostic.js';
import { milliseconds } from '../trace/duration.js';
import { type Timeline, wholeOf } from '../trace/report/timeline.js';

/** Maximum number of boots that the warning names. */
const MAX_NAMED = 5;

/** At most one, about all boots of a set that waited for as long as a difference that matters. `whose` is a side, where the boots are one of two. */
export function describeBusyHost(timelines: readonly Timeline[], whose?: string): readonly Diagnostic[] {
  const waited = timelines.filter(
    (timeline) => waitOf(timeline) >= floorOf(wholeOf(timeline), DEFAULT_COMPARE),
  );
  if (timelines.length < 2 || waited.length === 0) return [];
  const longest = waited.reduce((most, timeline) => (waitOf(timeline) > waitOf(most) ? timeline : most));
  const share = ((waitOf(longest) / wholeOf(longest)) * 100).toFixed(1);
  const of = whose === undefined ? '' : ` of ${whose}`;
  const message =
    `a busy host: in ${boots(waited, timelines.length)}${of} a vCPU waited for a processor, ` +
    `up to ${milliseconds(waitOf(longest))} ms (${share} % of boot ${longest.index + 1}); ` +
    'stop other programs, or compare only boots that were taken in turns (run --vs)';
  return [warning('busy-host', message)];
}

function waitOf({ boot }: Timeline): number {
  return boot.hostWaitNs ?? 0;
}

function boots(waited: readonly Timeline[], all: number): string {
  if (waited.length === all) return `all ${all} boots`;
  const named = waited.slice(0, MAX_NAMED).map(({ index }) => index + 1);
  const more = waited.length > MAX_NAMED ? ` and ${waited.length - MAX_NAMED} more` : '';
  return `${named.length === 1 ? 'boot' : 'boots'} ${named.join(', ')}${more}`;
}
