/** Where in the input something is, as messages say it. */
import type { Timeline } from '../trace/report/timeline.js';

/** `boot 3, a.log:120`; boots are counted from 1 as in reports. */
export function placeOf({ index, boot }: Timeline, line: number | null): string {
  return `boot ${index + 1}, ${boot.input}${line === null ? '' : `:${line}`}`;
}
