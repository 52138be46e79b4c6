/** Names and texts from outside, for formats that show them as labels: printable, on one line, of bounded length. */
import { printable } from '../../trace/printable.js';
import type { Timeline } from '../../trace/report/timeline.js';

/** Longest label. */
const MAX_LABEL = 200;

/** The beginning of `text`, with `...` when there was more. Looks at no more of it than it shows. */
export function shortText(text: string, limit = MAX_LABEL): string {
  return text.length <= limit ? printable(text) : `${printable(text.slice(0, limit))}...`;
}

/** `boot 1: cloud-hypervisor.log`, `boot 2 (warm-up, base): vmlinux`; numbers are from 1, as people count. */
export function bootLabel({ index, boot }: Pick<Timeline, 'index' | 'boot'>): string {
  const roles = [...(boot.warmup ? ['warm-up'] : []), ...(boot.side === null ? [] : [boot.side])];
  const role = roles.length === 0 ? '' : ` (${roles.join(', ')})`;
  return `boot ${index + 1}${role}: ${shortText(boot.input)}`;
}
