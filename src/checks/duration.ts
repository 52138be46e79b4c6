/** Times as people write them in assertions (`80ms`) and read them in verdicts. */
import { InputError } from '../trace/errors.js';
import type { Nanoseconds } from '../trace/event.js';

const UNITS_NS = { ns: 1, us: 1e3, µs: 1e3, μs: 1e3, ms: 1e6, s: 1e9 } as const;

const DURATION = /^(\d+(?:\.\d+)?|\.\d+)\s*(ns|us|µs|μs|ms|s)$/;

/** Whole nanoseconds of a number with a unit (ns, us, ms, s). Throws InputError `bad-time`; `where` says whose it is. */
export function parseDuration(text: string, where: string): Nanoseconds {
  const match = DURATION.exec(text.trim());
  const timeNs =
    match === null ? Number.NaN : Math.round(Number(match[1]) * UNITS_NS[match[2] as keyof typeof UNITS_NS]);
  if (Number.isSafeInteger(timeNs)) return timeNs;
  throw new InputError('bad-time', `${where}: expected a time with a unit (ns, us, ms, s), found "${text}"`, [
    'write for example 80ms, 1.5s or 250us',
  ]);
}

/** For messages: milliseconds with as many decimals as the time has, at most 6. */
export function writeDuration(timeNs: Nanoseconds): string {
  return `${Number((timeNs / 1e6).toFixed(6))} ms`;
}
