/**
 * Text that collecting programs put in front of a line: terminals, CI systems, containers, syslog, journals. Each row
 * of the table removes its part of the line, and may give the arrival time and the writer. At most four wrappings are
 * removed from a line.
 */
import { type ClockReading, clockReading } from './decimal-time.js';

export interface UnwrappedLine {
  /** The line as its program wrote it. */
  readonly text: string;
  /** When a collector had it, in time of day; null when none says. */
  readonly arrival: Arrival | null;
  /** The machine or container that wrote it, if there are several; null when the wrapping does not say. */
  readonly writer: string | null;
  /** The program by syslog's header: `kernel`; null without one. */
  readonly program: string | null;
}

export interface Arrival {
  readonly time: ClockReading;
  /** Whole seconds. */
  readonly isCoarse: boolean;
}

interface Found {
  readonly rest: string;
  readonly arrival?: Arrival | null;
  readonly writer?: string;
  readonly program?: string;
}

interface Wrapping {
  readonly name: string;
  readonly pattern: RegExp;
  readonly take: (match: RegExpExecArray, row: string) => Found;
}

const MAX_DEPTH = 4;
/** Longest head that is looked at. */
const MAX_HEAD = 1024;
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

const ISO = '(\\d{4}-\\d\\d-\\d\\d)[T ](\\d\\d:\\d\\d:\\d\\d)(?:[.,](\\d{1,9}))?';
const ZONE = '(Z|[+-]\\d\\d:?\\d\\d)?';
const CLOCK = '(\\d\\d:\\d\\d:\\d\\d)(?:\\.(\\d{1,9}))?';
/** syslog's day without a year; journalctl prints the month's name in the language of its user. */
const DAY = '([\\p{L}.]{2,10}(?: \\d{1,2}(?= +\\d{1,2} ))?) +(\\d{1,2})';
const PROGRAM = '(?:([\\w.@/()-]{1,64})(\\[\\d{1,10}\\])?: )';
/** `Starting stage: init` and `12 ms: text` are no host and program. */
const HOST = '(?!Starting |\\d{1,12} [nµum]?s: )([\\w.:-]{1,64}) ';
const PRINTK = '\\[ {0,12}\\d{1,9}\\.\\d{6}\\]';

const WRAPPINGS: readonly Wrapping[] = [
  { name: 'mail', pattern: /^(?:> ?)+(?=\s*\S)/, take: ([head], row) => ({ rest: row.slice(head.length) }) },
  {
    name: 'grep -n',
    pattern: new RegExp(`^\\d{1,7}[:-](?=${PRINTK})`),
    take: ([head], row) => ({ rest: row.slice(head.length) }),
  },
  {
    name: 'indent',
    pattern: new RegExp(`^[ \\t]{1,40}(?=${PRINTK})`),
    take: ([head], row) => ({ rest: row.slice(head.length) }),
  },
  {
    name: 'level of a build tool',
    pattern: /^\[(?:info|warn|warning|error|debug|INFO|WARN|ERROR|DEBUG)\] /,
    take: ([head], row) => ({ rest: row.slice(head.length) }),
  },
  {
    name: 'kubectl logs --prefix',
    pattern: /^\[pod\/([\w./-]{1,200})\] /,
    take: ([head, writer = ''], row) => ({ rest: row.slice(head.length), writer }),
  },
  {
    // Four hexadecimal digits are an id of Slim Bootloader's table.
    name: 'docker compose',
    pattern: /^(?![0-9A-Fa-f]{4} +\|)([\w.-]{1,100}) +\| /,
    take: ([head, writer = ''], row) => ({ rest: row.slice(head.length), writer }),
  },
  {
    name: 'Kata',
    pattern: /^.{0,900}?\bvmconsole="/,
    take: ([head], row) => ({ rest: quotedValue(row, head.length), ...sandboxOf(row) }),
  },
  {
    name: 'syslog with a year',
    pattern: new RegExp(`^${ISO}${ZONE} ${HOST}${PROGRAM}`),
    take: ([head, date = '', time = '', fraction, zone, , program, pid], row) =>
      syslog(row.slice(head.length), isoArrival(date, time, fraction, zone), program, pid),
  },
  {
    name: 'syslog, journal',
    pattern: new RegExp(`^(?:<\\d{1,3}>)?${DAY} ${CLOCK} ${HOST}${PROGRAM}`, 'u'),
    take: ([head, month = '', day = '', time = '', fraction, , program, pid], row) =>
      syslog(row.slice(head.length), dayArrival(month, day, time, fraction), program, pid),
  },
  {
    name: 'OpenWrt logread',
    pattern: new RegExp(`^[A-Z][a-z]{2} ${DAY} ${CLOCK} \\d{4} [a-z0-7]{2,8}\\.[a-z]{3,7} ${PROGRAM}`, 'u'),
    take: ([head, month = '', day = '', time = '', fraction, program, pid], row) =>
      syslog(row.slice(head.length), dayArrival(month, day, time, fraction), program, pid),
  },
  {
    name: 'GitLab',
    pattern: new RegExp(`^${ISO}${ZONE} [0-9a-f]{2}[OE][ +]`),
    take: stamped,
  },
  { name: 'CRI', pattern: new RegExp(`^${ISO}${ZONE} std(?:out|err) [FP] `), take: stamped },
  { name: 'CI and docker -t', pattern: new RegExp(`^\\ufeff?${ISO}${ZONE} `), take: stamped },
  { name: 'terminal, Jenkins', pattern: new RegExp(`^\\[${ISO}${ZONE}\\] ?`), take: stamped },
  {
    name: 'terminal, time of day',
    pattern: new RegExp(`^\\[${CLOCK}\\] ?`),
    take: ([head, time = '', fraction], row) => ({
      rest: row.slice(head.length),
      arrival: isoArrival('2000-01-01', time, fraction, 'Z'),
    }),
  },
  {
    name: 'moreutils ts',
    pattern: new RegExp(`^([A-Z][a-z]{2}) +(\\d{1,2}) ${CLOCK} `),
    take: ([head, month = '', day = '', time = '', fraction], row) => ({
      rest: row.slice(head.length),
      arrival: dayArrival(month, day, time, fraction),
    }),
  },
  {
    // Firmware need not end its last line before the kernel begins its first.
    name: 'the end of another line',
    pattern: new RegExp(`^[^[]{1,200}(?=${PRINTK} (?:Linux version|Booting Linux on) )`),
    take: ([head], row) => ({ rest: row.slice(head.length) }),
  },
];

/** The innermost line. A line without wrapping is returned unchanged. */
export function unwrapLine(row: string): UnwrappedLine {
  let text = withoutSequences(row);
  let arrival: Arrival | null = null;
  let writer: string | null = null;
  let program: string | null = null;
  for (let depth = 0; depth < MAX_DEPTH; depth += 1) {
    const found = takeOff(text);
    if (found === null) break;
    text = found.rest;
    // Of two collectors the inner one was nearer.
    arrival = found.arrival ?? arrival;
    writer = found.writer ?? writer;
    program = found.program ?? program;
  }
  return { text, arrival, writer, program };
}

/** The latest text and its lines: all formats look at the same first bytes of an input. */
let latestLines: { readonly text: string; readonly lines: readonly UnwrappedLine[] } | null = null;

/** The lines of a text, unwrapped. */
export function unwrapLines(text: string): readonly UnwrappedLine[] {
  if (latestLines?.text !== text)
    latestLines = { text, lines: text.split('\n').map((row) => unwrapLine(row)) };
  return latestLines.lines;
}

/** The line behind a name that a collector of several writers puts in front: what every reader can tell them apart by. */
export function unwrapWriter(row: string): { readonly row: string; readonly writer: string } | null {
  const found = takeOff(row);
  return found?.writer === undefined ? null : { row: found.rest, writer: found.writer };
}

function takeOff(text: string): Found | null {
  const head = text.slice(0, MAX_HEAD);
  for (const { pattern, take } of WRAPPINGS) {
    const match = pattern.exec(head);
    if (match !== null) return take(match, text);
  }
  return null;
}

/** Terminals: what clears the screen ends what stood there, other sequences show nothing. Some logs quote them. */
const CLEAR = /^.*(?:\x1bc|\x1b\[[0-3]?J)(?:\x1b\[[0-?]*[ -/]*[@-~])*(?=[^\x1b\s])/;
const SEQUENCES = /\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[@-Z\\^_c])/g;

/** The line as a terminal would show it. */
export function withoutSequences(row: string): string {
  const raw = row.includes('\\x1b') ? row.replaceAll('\\x1b', '\x1b') : row;
  return raw.includes('\x1b') ? raw.replace(CLEAR, '').replace(SEQUENCES, '') : raw;
}

function stamped(match: RegExpExecArray, row: string): Found {
  const [head, date = '', time = '', fraction, zone] = match;
  return { rest: row.slice(head.length), arrival: isoArrival(date, time, fraction, zone) };
}

/** The kernel's lines stand alone; any other program keeps its name in front. */
function syslog(rest: string, arrival: Arrival | null, program = '', pid = ''): Found {
  return { rest: program === 'kernel' ? rest : `${program}${pid}: ${rest}`, arrival, program };
}

function isoArrival(date: string, time: string, fraction = '', zone = 'Z'): Arrival | null {
  return arrivalAt(Date.parse(`${date}T${time}${zone}`), fraction);
}

/** Years are not in these logs; a month that is not English is no matter within a boot. */
function dayArrival(month: string, day: string, time: string, fraction = ''): Arrival | null {
  const at = Math.max(0, MONTHS.indexOf(month)) + 1;
  const two = (value: number | string) => `${value}`.padStart(2, '0');
  return arrivalAt(Date.parse(`2000-${two(at)}-${two(day)}T${time}Z`), fraction);
}

function arrivalAt(ms: number, fraction: string): Arrival | null {
  if (Number.isNaN(ms)) return null;
  return { time: clockReading(`${Math.floor(ms / 1000)}`, fraction), isCoarse: fraction === '' };
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' };

function quotedValue(row: string, from: number): string {
  const [value = ''] = /^(?:[^"\\]|\\.)*/.exec(row.slice(from)) ?? [];
  return value.replace(/\\(.)/g, (_, escaped: string) => ESCAPES[escaped] ?? escaped).replace(/[\r\n]+$/, '');
}

function sandboxOf(row: string): { readonly writer: string } | Record<string, never> {
  const [, writer] = /\bsandbox=([\w.-]{1,128})/.exec(row) ?? [];
  return writer === undefined ? {} : { writer };
}
