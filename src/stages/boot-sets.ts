/** The boots that count in statistics, separately for each side: no warm-ups, and none that did not finish. */
import type { Side } from '../trace/boot.js';
import { type Diagnostic, note, warning } from '../trace/diagnostic.js';
import type { OutcomeState } from '../trace/outcome.js';
import { isCounted, type Timeline } from '../trace/report/timeline.js';

/** The boots that statistics use. A boot that is alone is no statistic, and is shown whatever became of it. */
export function countedTimelines(timelines: readonly Timeline[]): readonly Timeline[] {
  return timelines.length === 1 ? timelines : timelines.filter(isCounted);
}

/** The boots of one side of a comparison. */
export function timelinesOf(side: Side, timelines: readonly Timeline[]): readonly Timeline[] {
  return timelines.filter(({ boot }) => boot.side === side);
}

/** True when some of the boots belong to a side: they must not be counted together. */
export function haveSides(timelines: readonly Timeline[]): boolean {
  return timelines.some(({ boot }) => boot.side !== null);
}

/** Maximum number of boots named in a diagnostic. */
const MAX_NAMED = 10;

/** Which boots of a set are left out of its statistics, and why; nothing about a boot that is alone. */
export function describeLeftOut(timelines: readonly Timeline[]): readonly Diagnostic[] {
  if (timelines.length < 2) return [];
  const measured = timelines.filter(({ boot }) => !boot.warmup);
  const warmups = timelines.filter(({ boot }) => boot.warmup);
  const inState = (state: OutcomeState) => measured.filter(({ outcome }) => outcome.state === state);
  return [
    leftOut(note, 'warmup-boots', warmups, 'warm-up'),
    leftOut(warning, 'failed-boots', inState('failed'), 'failed'),
    leftOut(warning, 'unfinished-boots', inState('unfinished'), 'unfinished'),
    leftOut(note, 'interrupted-boots', inState('interrupted'), 'interrupted'),
  ].filter((diagnostic) => diagnostic !== null);
}

function leftOut(
  make: typeof note,
  code: string,
  timelines: readonly Timeline[],
  word: string,
): Diagnostic | null {
  if (timelines.length === 0) return null;
  const named = timelines.slice(0, MAX_NAMED).map(nameOf).join(', ');
  const more = timelines.length > MAX_NAMED ? ` and ${timelines.length - MAX_NAMED} more` : '';
  const boots = timelines.length === 1 ? 'boot is' : 'boots are';
  const message = `${timelines.length} ${word} ${boots} left out of the statistics: ${named}${more}`;
  const [input, ...others] = new Set(timelines.map(({ boot }) => boot.input));
  return make(code, message, { input: others.length === 0 ? input! : null });
}

/** `boot 3 (crash)`, counted as reports count. */
function nameOf({ index, outcome }: Timeline): string {
  return outcome.state === 'failed' ? `boot ${index + 1} (${outcome.reason})` : `boot ${index + 1}`;
}
