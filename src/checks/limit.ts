/** The limit of a metric, in the metric's unit: a time with its unit, a plain number, or a number of bytes. */
import { parseDuration } from '../trace/duration.js';
import { UsageError } from '../trace/errors.js';
import type { Unit } from '../trace/report/quantity.js';
import { readSize } from '../trace/size.js';

export interface LimitWords {
  readonly unit: Unit;
  readonly metricText: string;
  /** `--max` or `--min`. */
  readonly flag: string;
}

/** Throws UsageError for a limit of another unit than the metric's. */
export function parseLimit(text: string, { unit, metricText, flag }: LimitWords): number {
  const before = `${flag} ${metricText}=`;
  if (unit === 'ns') return parseDuration(text, before);
  const limit = unit === 'bytes' ? bytesOf(text) : wholeNumber(text);
  if (limit !== null) return limit;
  const what = unit === 'bytes' ? 'a number of bytes: 4096, 4k or 1M' : 'a plain number';
  const noun = unit === 'bytes' ? 'a size' : 'a count, not a time';
  throw new UsageError(
    'bad-limit',
    `${before}${text}: ${metricText} is ${noun}, so its limit must be ${what}`,
    [`${before}${unit === 'bytes' ? '4k' : '0'}`],
  );
}

function wholeNumber(text: string): number | null {
  const value = /^\d{1,16}$/.test(text) ? Number(text) : Number.NaN;
  return Number.isSafeInteger(value) ? value : null;
}

function bytesOf(text: string): number | null {
  const size = readSize(text);
  if (size === null || size.fraction !== '') return null;
  const bytes = Number(size.whole) * (size.unitBytes ?? 1);
  return Number.isSafeInteger(bytes) ? bytes : null;
}
