/** Silences in words: where one is, and the lines around it. */
import { printable } from '../../trace/printable.js';
import { rowTitle } from '../../trace/report/row-title.js';
import type { Silence, SilentLine } from '../../trace/report/silences.js';
import { shortText } from './short-text.js';
import { type TimeUnit, writeNumber } from './time-text.js';

/** `in kernel, from 12.000 on`. */
export function describePlace({ row, startNs }: Silence, unit: TimeUnit): string {
  const place = row === null ? 'after the last code' : `in ${shortText(rowTitle(row))}`;
  return `${place}, from ${writeNumber(startNs, unit)} on`;
}

/** The text on one line, behind the number of its line. */
export function describeLine({ line, text }: SilentLine): string {
  return `${line === null ? '' : `line ${line}: `}${printable(text)}`;
}
