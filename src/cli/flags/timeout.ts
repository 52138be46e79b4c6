/** `--timeout`, of a run and of a live reading. */
import { parseDuration } from '../../trace/duration.js';
import type { Nanoseconds } from '../../trace/event.js';

/** Timers of Node wait at most 2^31 - 1 ms. */
const BOUNDS = { aboveZero: true, mostNs: (2 ** 31 - 1) * 1e6 };

/** Throws UsageError for text that is no time, and for a time out of bounds. */
export function parseTimeout(text: string): Nanoseconds {
  return parseDuration(text, '--timeout', BOUNDS);
}
