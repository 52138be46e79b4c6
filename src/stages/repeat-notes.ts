/** Notes that one boot of a set wrote a code again which the others wrote once: it may have done the work twice. */
import { type Diagnostic, note } from '../trace/diagnostic.js';
import { formatCode } from '../trace/event.js';
import { PLAIN_NAMES, type SideNames } from '../trace/report/side-names.js';
import type { TimedCode, Timeline } from '../trace/report/timeline.js';

/** Code of these notes. */
export const REPEATED_CODE = 'repeated-code';

interface Occurrences {
  readonly timeline: Timeline;
  /** How often the boot wrote the code. */
  count: number;
  /** Line of the second time; null if there is none. */
  line: number | null;
}

/** One note for each code that few boots wrote more than once and as many or more wrote once, in order of the codes. */
export function describeRepeats(
  timelines: readonly Timeline[],
  names: SideNames = PLAIN_NAMES,
): readonly Diagnostic[] {
  if (timelines.length < 2) return [];
  return [...occurrencesByCode(timelines)]
    .sort(([a], [b]) => a - b)
    .flatMap(([code, boots]) => {
      const once = boots.filter(({ count }) => count === 1);
      const again = boots.filter(({ count }) => count > 1);
      return again.length === 0 || again.length > once.length
        ? []
        : [noteOf(code, again, { once: once.length, names })];
    });
}

function occurrencesByCode(timelines: readonly Timeline[]): ReadonlyMap<number, readonly Occurrences[]> {
  const byCode = new Map<number, Occurrences[]>();
  for (const timeline of timelines) {
    for (const event of timeline.events) {
      if (event.kind === 'code' && !event.noise) countCode(event, timeline, byCode);
    }
  }
  return byCode;
}

function countCode({ code, line }: TimedCode, timeline: Timeline, byCode: Map<number, Occurrences[]>): void {
  const boots = byCode.get(code) ?? [];
  if (boots.length === 0) byCode.set(code, boots);
  const latest = boots.at(-1);
  if (latest?.timeline !== timeline) {
    boots.push({ timeline, count: 1, line: null });
    return;
  }
  latest.count += 1;
  if (latest.count === 2) latest.line = line;
}

/** Maximum number of boots named in a note. */
const MAX_NAMED = 5;

interface Elsewhere {
  /** Boots that wrote it once. */
  readonly once: number;
  readonly names: SideNames;
}

function noteOf(code: number, again: readonly Occurrences[], { once, names }: Elsewhere): Diagnostic {
  const named = again.slice(0, MAX_NAMED).map(({ timeline, count }) => {
    const { index, boot } = timeline;
    return `${count} times in ${boot.side === null ? '' : `${names[boot.side]}, `}boot ${index + 1} (${boot.input})`;
  });
  const more = again.length > MAX_NAMED ? ` and repeated in ${again.length - MAX_NAMED} more boots` : '';
  const others = once === 1 ? 'the other boot' : `${once} other boots`;
  const [{ timeline, line }] = again as [Occurrences];
  const message = `${formatCode(code)} came ${named.join(', ')}${more}, and once in ${others}`;
  return note(REPEATED_CODE, message, { input: timeline.boot.input, line });
}
