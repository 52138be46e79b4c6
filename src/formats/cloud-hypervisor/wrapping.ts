/**
 * What stands around a Cloud Hypervisor line when something else collected it: JSON records (docker, journald,
 * fluentd), logfmt records (Kata), syslog and journald headers, terminal control sequences, NUL holes.
 */
import { unquoteLine } from '../reading/quoted-line.js';
import { unwrapWriter } from '../reading/wrappings.js';

/** A line as Cloud Hypervisor wrote it, and its writer if a log has several. */
export interface Unwrapped {
  readonly row: string;
  /** Process, unit or sandbox; null when the wrapping names none. */
  readonly writer: string | null;
  /** The writer is the machine itself; the program that passed its line on adds no information. */
  readonly isWhole?: boolean;
}

const MAX_DEPTH = 3;
const MAX_WRITER_LENGTH = 256;

/** Keys of JSON and logfmt records that hold a line. */
const MESSAGE_KEYS = ['vmconsole', 'log', 'MESSAGE', 'message', 'msg', 'line', 'stderr'];
/** Keys that identify writers, most specific first. */
const WRITER_KEYS = [
  'sandbox',
  'container_id',
  'container_name',
  '_SYSTEMD_UNIT',
  '_PID',
  'SYSLOG_PID',
  'pid',
];

const DATE =
  '(?:[A-Z][a-z]{2} [ \\d]\\d \\d\\d:\\d\\d:\\d\\d(?:\\.\\d+)?|\\d{4}-\\d\\d-\\d\\d[T ][\\d:.]+(?:Z|[+-]\\d\\d:?\\d\\d)?)';
const SYSLOG_HEADER = new RegExp(
  `^(?:<\\d{1,3}>)?(?:1 )?${DATE} (\\S{1,255}) (?:([^\\s:[\\]]{1,128})\\[(\\d{1,10})\\]:|(\\S{1,128}) (\\d{1,10}) \\S+ -) `,
);
const LOGFMT_PAIR = /(?:^|[\s:])([\w.]{1,64})=(?:"((?:[^"\\]|\\.)*)"|([^\s"]*))/g;
/** A sequence that was cut off must not take the first letter of a line with it. */
const LINE_START = '(?!cloud-hypervisor: |\\[Debug )';
const CONTROL_SEQUENCES = new RegExp(
  `\\x1b${LINE_START}(?:\\[[0-?]*[ -/]*${LINE_START}[@-~]|\\][^\\x07\\x1b]*(?:\\x07|\\x1b\\\\)|[@-Z\\\\^_])`,
  'g',
);

/**
 * The text after the last NUL that is followed by text: a log that was truncated while it was written has a hole before
 * it.
 */
export function cutNulHole(text: string): string {
  if (!text.includes('\0')) return text;
  let end = text.length;
  while (end > 0 && text.charCodeAt(end - 1) === 0) end -= 1;
  const hole = end === 0 ? -1 : text.lastIndexOf('\0', end - 1);
  return text.slice(hole + 1, end);
}

/** Removes terminal control sequences. */
export function stripControlSequences(text: string): string {
  return text.includes('\x1b') ? text.replace(CONTROL_SEQUENCES, '') : text;
}

/** The innermost line of a wrapped one; a line without known wrapping comes back as it is. */
export function unwrap(text: string): Unwrapped {
  let row = text;
  let writer: string | null = null;
  for (let depth = 0; depth < MAX_DEPTH && !row.startsWith('cloud-hypervisor: '); depth += 1) {
    const inner = unwrapOnce(row);
    if (inner === null) break;
    row = inner.row;
    writer = inner.isWhole ? inner.writer : joinWriters(writer, inner.writer);
  }
  return { row, writer };
}

function unwrapOnce(row: string): Unwrapped | null {
  if (row.startsWith('{')) return unwrapJson(row);
  return unwrapSyslog(row) ?? unwrapLogfmt(row) ?? unwrapQuoted(row) ?? unwrapWriter(row);
}

function unwrapQuoted(row: string): Unwrapped | null {
  const inner = unquoteLine(row);
  return inner === row ? null : { row: inner, writer: null };
}

function unwrapJson(row: string): Unwrapped | null {
  const record = parseObject(row);
  if (record === null) return null;
  const message = MESSAGE_KEYS.map((key) => record[key]).find((value) => typeof value === 'string');
  if (message === undefined) return null;
  const key = WRITER_KEYS.find((name) => ['string', 'number'].includes(typeof record[name]));
  return { row: message, writer: key === undefined ? null : String(record[key]) };
}

function parseObject(text: string): Record<string, unknown> | null {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return null;
  }
}

function unwrapSyslog(row: string): Unwrapped | null {
  const match = SYSLOG_HEADER.exec(row);
  if (match === null) return null;
  const [header, host, name, pid, appName, procId] = match;
  return { row: row.slice(header.length), writer: `${host} ${name ?? appName}[${pid ?? procId}]` };
}

/**
 * A `key=value` record with a boot code, or another line of the monitor, in one of the known keys. What follows Cloud Hypervisor's
 * own prefix is none.
 */
function unwrapLogfmt(row: string): Unwrapped | null {
  const firstQuote = row.indexOf('="');
  const ownPrefix = row.indexOf('cloud-hypervisor: ');
  if (firstQuote === -1 || (ownPrefix !== -1 && ownPrefix < firstQuote)) return null;
  // A torn message may look like a value of its own; the row is about the last one.
  const lastCode = row.lastIndexOf('Debug I/O port');
  const lastMessage = lastCode === -1 ? ownPrefix : lastCode;
  const pairs = new Map<string, string>();
  let line: string | undefined;
  for (const { 0: pair, 1: key = '', 2: quoted, 3: plain, index } of row.matchAll(LOGFMT_PAIR)) {
    const value = unescapeQuoted(quoted ?? plain ?? '');
    if (!pairs.has(key)) pairs.set(key, value);
    const holdsMessage = index < lastMessage && lastMessage < index + pair.length;
    if (holdsMessage && MESSAGE_KEYS.includes(key)) line = value;
  }
  const writer = WRITER_KEYS.map((key) => pairs.get(key)).find((value) => value !== undefined);
  const sandbox = pairs.get('sandbox');
  return line === undefined ? null : { row: line, writer: writer ?? null, isWhole: sandbox !== undefined };
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' };

function unescapeQuoted(text: string): string {
  return text.replace(/\\(.)/g, (_, escaped: string) => ESCAPES[escaped] ?? escaped);
}

function joinWriters(outer: string | null, inner: string | null): string | null {
  const joined = outer !== null && inner !== null ? `${outer} ${inner}` : (outer ?? inner);
  return joined === null ? null : joined.slice(0, MAX_WRITER_LENGTH);
}
