/** Texts for exits, and the choice of exits that are shown. */
import type { ExitCount } from '../../trace/boot.js';
import type { Nanoseconds } from '../../trace/event.js';
import { printable } from '../../trace/printable.js';
import { isSerialStatusPoll } from '../../trace/report/observer-cost.js';
import { type Timeline, wholeOf } from '../../trace/report/timeline.js';

/** Rows below this share of the boot explain nothing. */
const LEAST_SHARE = 0.005;

export interface ExitCosts {
  /** Dearest first, those that weigh something. */
  readonly telling: readonly ExitCount[];
  /** The base of their share: the time until the stop. */
  readonly wholeNs: Nanoseconds;
  /** All of them together, also those that are not telling. */
  readonly count: number;
  readonly totalNs: Nanoseconds;
}

/** Null when exits were not counted or none of them weighs anything. */
export function exitCosts(timeline: Timeline): ExitCosts | null {
  const { exits } = timeline.boot;
  if (exits === null) return null;
  const wholeNs = wholeOf(timeline);
  const telling = exits.filter(({ totalNs }) => totalNs >= wholeNs * LEAST_SHARE);
  if (telling.length === 0) return null;
  const count = exits.reduce((sum, row) => sum + row.count, 0);
  const totalNs = exits.reduce((sum, row) => sum + row.totalNs, 0);
  return { telling, wholeNs, count, totalNs };
}

/** `reads of port 0x64, i8042` */
export function describeAccess(row: ExitCount): string {
  const { kind, address, direction, device } = row;
  if (kind === 'kick') return "the monitor's own interruptions";
  if (kind === 'kernel') return printable(`the host's kernel alone: ${device}`);
  if (address === null) return 'other reasons';
  const where = `${kind === 'pio' ? 'port' : 'address'} 0x${address.toString(16)}`;
  if (isSerialStatusPoll(row)) return printable(`serial status polls, ${where}, ${device}`);
  return printable(`${direction}s of ${where}${device === null ? '' : `, ${device}`}`);
}
