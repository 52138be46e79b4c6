/** What assertions are about: times, counts, and bytes of text; each with the words that people read. */
import { writeDuration } from '../duration.js';

export const UNITS = ['ns', 'count', 'bytes'] as const;
export type Unit = (typeof UNITS)[number];

/** A mean or a percentile of counts can have many decimals; this many are shown. */
const SHOWN_DECIMALS = 3;

/** For messages: `92.381 ms`, `12`, `4096 bytes`. */
export function writeQuantity(value: number, unit: Unit): string {
  if (unit === 'ns') return writeDuration(value);
  const number = `${Number(value.toFixed(SHOWN_DECIMALS))}`;
  return unit === 'count' ? number : `${number} byte${value === 1 ? '' : 's'}`;
}
