/** One line of Firecracker's log: when it was written, by which machine and thread, and what it says. */
import type { Nanoseconds } from '../../trace/event.js';
import { type ClockReading, clockReading } from '../reading/decimal-time.js';

/** What stands in front of a message. */
export interface LogHead {
  /** Time of day; null where a document cut it off. */
  readonly wall: ClockReading | null;
  /** `[instance]` until v1.3, `[instance:thread]` and `[instance:thread:LEVEL:location]` since; null where only a thread is named. */
  readonly instance: string | null;
  readonly vcpu: number | null;
}

export interface LogLine extends LogHead {
  readonly message: string;
}

export interface BootTime extends LogHead {
  readonly timeNs: Nanoseconds;
  readonly message: string;
}

const MAX_ROW = 8192;
const MAX_HEAD = 400;
const WALL = '(\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d)\\.(\\d{1,9})Z? ';
const WITH_TIME = new RegExp(`${WALL}\\[([^\\][]{1,320})\\] `);
const WITHOUT_TIME = /(?:^|\s)\[([^\][]{1,320})\] /;
const HEAD_END = new RegExp(`(?:${WALL})?\\[([^\\][]{1,320})\\] *$`);
const VCPU = /(?:^|:)fc_vcpu (\d{1,4})(?=:|$)/;
/** Names of threads, which appear without an instance in some documents. */
const THREAD = /^(?:fc_vcpu \d{1,4}|fc_api|main)$/;

/** With the CPU's time since v0.11; documents cut it short, and another monitor (2019) prints milliseconds alone. */
const BOOT_TIME =
  /Guest-boot-time = {1,8}(?:(\d{1,15}) us )?(\d{1,12}) ms(?:, {1,8}\d{1,15} CPU us(?: \d{1,12} CPU ms|(?=\s|$))|(?=\s*(?:$|\n)))/;
/** The message follows other text on the same line, so it is a quotation. */
const QUOTED = /\] +[^\s[].*$/;

/** A line with a message; null if it is not from Firecracker. */
export function parseLogLine(text: string): LogLine | null {
  const row = text.slice(0, MAX_ROW);
  const timed = WITH_TIME.exec(row);
  if (timed !== null) {
    const [head, date, fraction, bracket] = timed;
    return { ...headOf(date, fraction, bracket), message: row.slice(timed.index + head.length) };
  }
  const bare = WITHOUT_TIME.exec(row);
  return bare === null
    ? null
    : { ...headOf(undefined, undefined, bare[1]), message: row.slice(bare.index + bare[0].length) };
}

/** True when a line of a boot timer is in this text. */
export function hasBootTime(text: string): boolean {
  return BOOT_TIME.test(text);
}

/** The boot timer's line, whose message begins at `at`. */
export function parseBootTime(text: string, at: number): BootTime | 'torn' | 'quoted' | 'too-long' {
  const before = text.slice(0, at);
  if (QUOTED.test(before)) return 'quoted';
  const match = BOOT_TIME.exec(text.slice(at, at + 160));
  if (match === null) return 'torn';
  const timeNs = match[1] === undefined ? Number(match[2]) * 1_000_000 : Number(match[1]) * 1000;
  if (!Number.isSafeInteger(timeNs)) return 'too-long';
  const [, date, fraction, bracket] = HEAD_END.exec(before.slice(-MAX_HEAD)) ?? [];
  return { ...headOf(date, fraction, bracket), timeNs, message: match[0] };
}

function headOf(date: string | undefined, fraction = '', bracket = ''): LogHead {
  const ms = date === undefined ? Number.NaN : Date.parse(`${date}Z`);
  const wall = Number.isNaN(ms) ? null : clockReading(`${ms / 1000}`, fraction);
  const vcpu = VCPU.exec(bracket)?.[1];
  const [name = ''] = bracket.split(':', 1);
  const instance = name === '' || THREAD.test(name) ? null : name.slice(0, 64);
  return { wall, instance, vcpu: vcpu === undefined ? null : Number(vcpu) };
}
