/** Ledger rows in words: what every picture of a boot, whatever draws it, says about its rows. */

import { formatCode, type Nanoseconds } from '../trace/event.js';
import { rowTitle } from '../trace/row-title.js';
import type { StageSpan } from '../trace/timeline.js';
import type { PictureRow } from './boot-picture.js';
import { type TimeUnit, writeNumber, writeRowTime, writeShare, writeTime } from './time-text.js';

/** `0x40..0x41`, or `0x20` for a stage of one code; empty without a span. */
export function spanCodes(span: StageSpan | null): string {
  if (span === null) return '';
  const { firstCode, lastCode, events } = span;
  return events === 1 ? formatCode(firstCode) : `${formatCode(firstCode)}..${formatCode(lastCode)}`;
}

/** `kernel: 18.091 ms, 34.0 % of the boot, from 27.969 to 46.060 ms, 2 codes, 0x40..0x41, 1 revisit` */
export function describeRow(
  { name, durationNs, startNs, endNs, span }: PictureRow,
  wholeNs: Nanoseconds,
  unit: TimeUnit,
): string {
  const share = writeShare(durationNs, wholeNs);
  return [
    `${rowTitle(name)}: ${writeRowTime(durationNs, unit)}`,
    ...(share === '' ? [] : [`${share} of the boot`]),
    `from ${writeNumber(startNs, unit)} to ${writeTime(endNs, unit)}`,
    ...(span === null ? [] : [counted(span.events, 'code'), spanCodes(span)]),
    ...(span === null || span.revisits === 0 ? [] : [counted(span.revisits, 'revisit')]),
  ].join(', ');
}

/** `1 code`, `2 codes` */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
