/** Ledger rows in words: what every picture of a boot, whatever draws it, says about its rows. */
import type { Nanoseconds } from '../../trace/event.js';
import { isPoint, type StageSpan, type TimedEvent } from '../../trace/report/timeline.js';
import { type PictureRow, pictureTitle } from './boot-picture.js';
import { shortText } from './short-text.js';
import { type TimeUnit, writeNumber, writeRowTime, writeShare, writeTime } from './time-text.js';

/** Longest name of a moment that stands for an end of a stage. */
const MAX_END = 40;

/** `0x40..0x41`, or `0x20` for a stage of one code; where it is a moment its name; empty without a span. */
export function spanCodes(span: StageSpan | null): string {
  if (span === null) return '';
  const { firstName, lastName, events } = span;
  const [first, last] = [shortText(firstName, MAX_END), shortText(lastName, MAX_END)];
  return events === 1 ? first : `${first}..${last}`;
}

/** `2 codes`, `2 codes and 5 moments`, `5 moments` */
export function countedPoints({ codes, moments }: PointCounts): string {
  const several = [
    ...(codes === 0 && moments > 0 ? [] : [counted(codes, 'code')]),
    ...(moments === 0 ? [] : [counted(moments, 'moment')]),
  ];
  return several.join(' and ');
}

export interface PointCounts {
  /** Those that count. */
  readonly codes: number;
  readonly moments: number;
}

export function countPoints(events: readonly TimedEvent[]): PointCounts {
  let codes = 0;
  let moments = 0;
  for (const event of events) {
    if (event.kind === 'moment') moments += 1;
    else if (isPoint(event)) codes += 1;
  }
  return { codes, moments };
}

/** `kernel: 18.091 ms, 34.0 % of the boot, from 27.969 to 46.060 ms, 2 codes, 0x40..0x41, 1 revisit`; of a phase `PEI: 2.000 ms, part of firmware, ...` */
export function describeRow(row: PictureRow, wholeNs: Nanoseconds, unit: TimeUnit): string {
  const { durationNs, startNs, endNs, span, kind, stage } = row;
  const share = writeShare(durationNs, wholeNs);
  return [
    `${pictureTitle(row)}: ${writeRowTime(durationNs, unit)}`,
    ...(kind === 'phase' ? [`part of ${stage}`] : []),
    ...(share === '' ? [] : [`${share} of the boot`]),
    `from ${writeNumber(startNs, unit)} to ${writeTime(endNs, unit)}`,
    ...(span === null ? [] : [spanPoints(span), spanCodes(span)]),
    ...(span === null || span.revisits === 0 ? [] : [counted(span.revisits, 'revisit')]),
  ].join(', ');
}

function spanPoints({ events, moments }: StageSpan): string {
  return countedPoints({ codes: events - moments, moments });
}

/** `1 code`, `2 codes` */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
