/**
 * The text that Cloud Hypervisor's logger writes before a message: the default prefixes of all releases (P1 to P7), the
 * fork that prints wall time (PF), and the information in an unknown prefix.
 */
import type { Nanoseconds } from '../../trace/event.js';
import { decimalToNs } from '../reading/decimal-time.js';

/** When a line was logged, by the clock that its prefix shows. */
export interface PrefixTime {
  /** `monitor`: since the monitor started. `wall`: since 1970, or since the year began when the prefix has no year. */
  readonly clock: 'monitor' | 'wall';
  readonly ns: Nanoseconds;
  /** The value passed through a 32-bit float, which rounds it more the larger it is. */
  readonly isFloat32: boolean;
}

export interface Prefix {
  /** Where the prefix starts in the row; text before it comes from another writer. */
  readonly start: number;
  readonly time: PrefixTime | null;
  readonly vcpu: number | null;
}

const NAME = 'cloud-hypervisor: ';
const DURATION = '(\\d{1,20})(?:\\.(\\d{1,20}))?(ns|us|ms|s|Â?[µμ\\ufffd]s)';
const WALL = '(\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(?:\\.\\d{1,9})?(?:Z|[+-]\\d\\d:\\d\\d))';
const LEVEL = '(?:ERROR|WARN|INFO|DEBUG|TRACE)';
const HEAD = `cloud-hypervisor: +(?:${DURATION}|${WALL}): (?:<(?:vcpu(\\d{1,4})|[^<>]{0,128})> )?${LEVEL}:`;
const PREFIX_OF_MESSAGE = new RegExp(`${HEAD}(?!-- )\\S{1,512} -- $`, 'y');
const PREFIX_HEAD = new RegExp(`${HEAD}\\S{1,512} -- `);

const SECOND_EXPONENT = 9;
/** Of `us` and of the micro signs in all their encodings. */
const MICRO_EXPONENT = 3;
const UNIT_EXPONENTS: Readonly<Record<string, number>> = { ns: 0, ms: 6, s: SECOND_EXPONENT };
const FLOAT_DIGITS = 6;

/** The default prefix that ends where `row` ends, that is: directly before the message. */
export function parsePrefix(row: string): Prefix | null {
  const start = row.lastIndexOf(NAME);
  if (start === -1) return null;
  PREFIX_OF_MESSAGE.lastIndex = start;
  const match = PREFIX_OF_MESSAGE.exec(row);
  if (match === null) return null;
  const [, whole, fraction, unit, wall, vcpu] = match;
  const time =
    wall === undefined ? monitorTime(whole as string, fraction ?? '', unit as string) : parseWallTime(wall);
  return { start, time, vcpu: vcpu === undefined ? null : Number(vcpu) };
}

/** The first default prefix of a row and where its message starts; null when there is none. */
export function findPrefixHead(
  row: string,
): { readonly start: number; readonly messageStart: number } | null {
  const match = PREFIX_HEAD.exec(row);
  return match === null ? null : { start: match.index, messageStart: match.index + match[0].length };
}

/** Number of the virtual CPU whose thread has this name. */
export function vcpuOfThread(thread: string | undefined): number | null {
  const match = thread === undefined ? null : /^vcpu(\d{1,4})$/.exec(thread);
  return match === null ? null : Number(match[1]);
}

/** Seconds of the monitor's clock as printed with six decimals from a 32-bit float; null beyond 2^53 ns. */
export function floatTime(whole: number, micros: number): PrefixTime | null {
  const ns = whole * 1e9 + micros * 1e3;
  return Number.isSafeInteger(ns) ? { clock: 'monitor', ns, isFloat32: true } : null;
}

/** RFC 3339 time; null when it is no date. */
export function parseWallTime(text: string): PrefixTime | null {
  const match = /^(.{19})(?:\.(\d+))?(.*)$/.exec(text);
  const wholeMs = match === null ? Number.NaN : Date.parse(`${match[1]}${match[3]}`);
  if (Number.isNaN(wholeMs)) return null;
  const fractionNs = decimalToNs('0', match?.[2] ?? '', 9);
  // This far from 1970 a double holds steps of 256 ns; differences of such times need no more.
  return { clock: 'wall', ns: wholeMs * 1e6 + fractionNs, isFloat32: false };
}

function monitorTime(whole: string, fraction: string, unit: string): PrefixTime | null {
  if (unit === 's' && fraction.length === FLOAT_DIGITS) return floatTime(Number(whole), Number(fraction));
  const ns = decimalToNs(whole, fraction, UNIT_EXPONENTS[unit] ?? MICRO_EXPONENT);
  return Number.isSafeInteger(ns) ? { clock: 'monitor', ns, isFloat32: false } : null;
}

/** Parts of a prefix of any other form: times, numbers, levels, threads, locations, punctuation. */
const PREFIX_WORDS: readonly RegExp[] = [
  /^[^\p{L}]+$/u,
  /^[^\p{L}\d]*\d[\w:.,+-]*\W*$/u,
  /^\W*(?:ERROR|WARN|WARNING|INFO|DEBUG|TRACE)\b\S*$/i,
  /^[EWIDT](?:\d{4})?\W*$/,
  /^\W*(?:vcpu\d+|vmm|main)\W*$/,
  /^\S*\.rs:\d+\W*$/,
  /^\w+(?:::\w+)+\W*$/,
  /^(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)$/,
  /^(?:time|ts|level|lvl|thread|location|loc|pid|tid|msg)=\S*$/,
];
const PROGRAM_NAME = /^[\w.@-]+(?:\[\d+\])?:$/;
const MAX_UNKNOWN_PREFIX = 512;

/**
 * A prefix of unknown shape (a `--log-format` of which we were not told) before a message. Null when the text holds
 * anything else than what such prefixes are made of: then it is a sentence that quotes a message.
 */
export function parseUnknownPrefix(row: string): Prefix | null {
  if (row.length > MAX_UNKNOWN_PREFIX) return null;
  const words = row.split(/\s+/).filter((word) => word !== '');
  const isPrefix = words.every(
    (word, index) =>
      (index === 0 && PROGRAM_NAME.test(word)) || PREFIX_WORDS.some((shape) => shape.test(word)),
  );
  if (!isPrefix) return null;
  const time = parseLocalTime(row);
  const thread = /(?<!\w)vcpu\d{1,4}(?!\w)/.exec(row)?.[0];
  return { start: 0, time, vcpu: vcpuOfThread(thread) };
}

/** `{localglog}` of a template, `MMDD hh:mm:ss.micros`, where the whole row begins with it; the year is not in it. */
function parseLocalTime(row: string): PrefixTime | null {
  const [, month, day, time] = /^[A-Z]?(\d\d)(\d\d) (\d\d:\d\d:\d\d\.\d{6})(?!\S)/.exec(row) ?? [];
  return time === undefined ? null : parseWallTime(`2000-${month}-${day}T${time}Z`);
}
