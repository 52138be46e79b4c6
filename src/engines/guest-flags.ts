/** Cloud Hypervisor's guest flags: their values as typed → a request to an engine. */
import { InputError } from '../trace/errors.js';
import type { Nanoseconds } from '../trace/event.js';
import type { TextMark } from '../trace/marks.js';

/** Where a text channel of the guest goes. `pty` and `file` are opened by whoever runs the guest. */
export type ConsoleTarget =
  | { readonly mode: 'off' | 'null' | 'tty' | 'pty' }
  | { readonly mode: 'file'; readonly path: string };

export interface DebugConsole {
  readonly target: ConsoleTarget;
  readonly port: number;
}

const DEBUG_CONSOLE_PORT = 0xe9;
const MAX_PORT = 0xffff;
/** Ports that the machine needs itself. */
const TAKEN_PORTS: ReadonlySet<number> = new Set([0x80, 0x402]);

/** `off|null|tty|file=PATH`. */
export function parseSerial(text: string): ConsoleTarget {
  return parseTarget('--serial', text, ['off', 'null', 'tty']);
}

/** `off|null|tty|pty|file=PATH`, with `,iobase=0xe9`. */
export function parseDebugConsole(text: string): DebugConsole {
  const { path, words, options } = splitOptions(text);
  const iobase = options.get('iobase');
  const targetText = path === null ? words.join(',') : `file=${path}`;
  const target = parseTarget('--debug-console', targetText === '' ? 'off' : targetText, [
    'off',
    'null',
    'tty',
    'pty',
  ]);
  return { target, port: iobase === undefined ? DEBUG_CONSOLE_PORT : parsePort(iobase) };
}

function splitOptions(text: string) {
  const words: string[] = [];
  const options = new Map<string, string>();
  let path: string | null = null;
  for (const part of text.split(',')) {
    const [key, value] = splitOnce(part);
    if (key === 'file' && value !== null) path = value;
    else if (value === null) words.push(key);
    else if (key === 'iobase') options.set(key, value);
    else throw usage('--debug-console', text, `it has no option ${JSON.stringify(key)}`);
  }
  return { path, words, options };
}

function parseTarget(
  flag: string,
  text: string,
  modes: readonly Exclude<ConsoleTarget['mode'], 'file'>[],
): ConsoleTarget {
  const [key, value] = splitOnce(text);
  if (key === 'file' && value !== null && value !== '') return { mode: 'file', path: value };
  const mode = modes.find((candidate) => candidate === text);
  if (mode === undefined) throw usage(flag, text, `it takes ${modes.join(', ')} or file=PATH`);
  return { mode };
}

function parsePort(text: string): number {
  const port = /^0x[0-9a-f]+$/i.test(text) ? Number.parseInt(text, 16) : Number.NaN;
  if (!(port <= MAX_PORT)) {
    throw usage('--debug-console', `iobase=${text}`, 'iobase is a port in hexadecimal, such as 0xe9');
  }
  if (TAKEN_PORTS.has(port)) {
    throw usage('--debug-console', `iobase=${text}`, 'the port is one of the other debug ports');
  }
  return port;
}

const UNIT_BYTES: Readonly<Record<string, number>> = { '': 1, K: 2 ** 10, M: 2 ** 20, G: 2 ** 30 };

/** `512M`, `size=512M`, `size=1G`; bytes. Other options of Cloud Hypervisor's are named in the error. */
export function parseMemory(text: string): number {
  let size: number | null = null;
  for (const part of text.split(',')) {
    const [key, value] = splitOnce(part);
    if (value === null) size = parseSize(text, key);
    else if (key === 'size') size = parseSize(text, value);
    else throw usage('--memory', text, `the option ${JSON.stringify(key)} is not supported`);
  }
  if (size === null) throw usage('--memory', text, 'it needs a size');
  return size;
}

function parseSize(whole: string, text: string): number {
  const match = /^(\d+)([KMG]?)(?:i?B)?$/i.exec(text);
  if (match === null) throw usage('--memory', whole, 'a size is a number with K, M or G');
  return Number(match[1]) * UNIT_BYTES[match[2]!.toUpperCase()]!;
}

/** `4`, `boot=4`, `boot=4,max=8`; `max` is accepted and means nothing without hotplug. */
export function parseCpus(text: string): number {
  const parts = text.split(',').map(splitOnce);
  const boot = parts.find(([key, value]) => value === null || key === 'boot');
  const digits = boot === undefined ? '' : (boot[1] ?? boot[0]);
  const count = /^\d+$/.test(digits) ? Number(digits) : Number.NaN;
  const foreign = parts.find(([key, value]) => value !== null && key !== 'boot' && key !== 'max');
  if (foreign !== undefined)
    throw usage('--cpus', text, `the option ${JSON.stringify(foreign[0])} is not supported`);
  if (!(count >= 1 && count <= 255)) {
    throw usage('--cpus', text, 'a guest has 1 to 255 vCPUs');
  }
  return count;
}

const UNIT_NS: Readonly<Record<string, number>> = {
  ns: 1,
  us: 1e3,
  µs: 1e3,
  ms: 1e6,
  s: 1e9,
  m: 60e9,
  min: 60e9,
};

/** `60s`, `1500ms`, `2m`; a bare number is seconds. */
export function parseDuration(flag: string, text: string): Nanoseconds {
  const match = /^(\d+(?:\.\d+)?)(ns|us|µs|ms|s|m|min)?$/.exec(text);
  if (match === null) throw usage(flag, text, 'a time is a number with a unit, such as 60s or 1500ms');
  const timeNs = Math.round(Number(match[1]) * UNIT_NS[match[2] ?? 's']!);
  if (!Number.isSafeInteger(timeNs) || timeNs === 0) throw usage(flag, text, 'the time must be above zero');
  return timeNs;
}

/** A time as `parseDuration` takes it, in the largest unit that makes it a whole number. */
export function writeDuration(timeNs: Nanoseconds): string {
  const unit = ['s', 'ms', 'us'].find((name) => timeNs % UNIT_NS[name]! === 0) ?? 'ns';
  return `${timeNs / UNIT_NS[unit]!}${unit}`;
}

/** What names a code in `--mark`; the expression before it may hold any character. */
const MARK = /^(.+)=(0x[0-9a-f]{1,2}|\d{1,3})(?::(.{1,64}))?$/is;

/** `REGEX=CODE` or `REGEX=CODE:NAME`. */
export function parseMark(text: string): TextMark {
  const match = MARK.exec(text);
  const code = Number(match?.[2]);
  if (match === null || !(code <= 0xff)) {
    throw usage('--mark', text, 'a mark is REGEX=CODE or REGEX=CODE:NAME, such as "Run /init=0x41"');
  }
  try {
    return { pattern: new RegExp(match[1]!), code, name: match[3] ?? null };
  } catch (error) {
    throw usage('--mark', text, error instanceof Error ? error.message : String(error));
  }
}

function splitOnce(text: string): [string, string | null] {
  const at = text.indexOf('=');
  return at < 0 ? [text, null] : [text.slice(0, at), text.slice(at + 1)];
}

function usage(flag: string, value: string, why: string): InputError {
  return new InputError('bad-guest-flag', `${flag} ${JSON.stringify(value)}: ${why}`, [
    'boottrace run --help',
  ]);
}
