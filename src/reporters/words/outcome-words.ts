/** How a boot ended, in the words of a heading. */
import type { Timeline } from '../../trace/report/timeline.js';

/** `ended by reset`, `failed by panic (Kernel panic - not syncing: ...)`; null where nothing is to be said. */
export function endWords({ boot: { stop }, outcome }: Pick<Timeline, 'boot' | 'outcome'>): string | null {
  const { state, reason, detail } = outcome;
  const why = detail === null ? '' : ` (${detail})`;
  if (state === 'unfinished') return `unfinished${why}`;
  if (state === 'failed' && reason !== stop?.reason) return `failed by ${reason}${why}`;
  if (reason === 'start') return `failed to start${why}`;
  return stop === null ? null : `ended by ${reason}${why}`;
}
