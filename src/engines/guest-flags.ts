/** Cloud Hypervisor's guest flags: their values as typed → a request to an engine. */
import { DEBUG_CONSOLE_PORT, FIRMWARE_DEBUG_PORT, POST_PORT } from '../trace/debug-ports.js';
import { UsageError } from '../trace/errors.js';
import { readSize } from '../trace/size.js';

/** The target of a text channel of the guest. The runner of the guest opens `pty` and `file`. */
export type ConsoleTarget =
  | { readonly mode: 'off' | 'null' | 'tty' | 'pty' }
  | { readonly mode: 'file'; readonly path: string };

export interface DebugConsole {
  readonly target: ConsoleTarget;
  readonly port: number;
}

const MAX_PORT = 0xffff;
/** Ports that the machine needs itself. */
const TAKEN_PORTS: ReadonlySet<number> = new Set([POST_PORT, FIRMWARE_DEBUG_PORT]);

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

const MEBIBYTE = 2 ** 20;
/** A number without a unit is bytes, as in Cloud Hypervisor, from here on: no guest runs in less. */
const LEAST_BYTES = MEBIBYTE;

/** `512M`, `size=512M`, `size=1G`; bytes. Other options of Cloud Hypervisor's are named in the error. */
export function parseMemory(text: string): number {
  let size: number | null = null;
  for (const part of text.split(',')) {
    const [key, value] = splitOnce(part);
    if (value === null) size = parseSize(key, '--memory ');
    else if (key === 'size') size = parseSize(value, '--memory size=');
    else throw usage('--memory', text, `the option ${JSON.stringify(key)} is not supported`);
  }
  if (size === null) throw usage('--memory', text, 'it needs a size');
  return size;
}

/** `before` is the text before the size on the command line. */
function parseSize(text: string, before: string): number {
  const size = readSize(text);
  const refuse = (why: string, steps: readonly string[]) =>
    new UsageError('bad-guest-flag', `${before}${JSON.stringify(text)}: ${why}`, steps);
  if (size === null) throw refuse('a size is a whole number with K, M or G', [`${before}512M`]);
  const { whole, fraction, unitBytes } = size;
  if (fraction !== '') {
    const mebibytes = unitBytes === null ? 0 : (Number(whole + fraction) * unitBytes) / MEBIBYTE;
    const isWhole = Number.isInteger(mebibytes) && mebibytes > 0;
    const why = 'a size is a whole number, since Cloud Hypervisor takes no other';
    throw refuse(isWhole ? `${why}: that is ${mebibytes}M` : why, [`${before}${isWhole ? mebibytes : 512}M`]);
  }
  if (unitBytes !== null) return Number(whole) * unitBytes;
  if (Number(whole) >= LEAST_BYTES) return Number(whole);
  throw refuse(`the unit of the size is missing: ${whole}M is MiB, ${whole}G is GiB`, [`${before}${whole}M`]);
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

function splitOnce(text: string): [string, string | null] {
  const at = text.indexOf('=');
  return at < 0 ? [text, null] : [text.slice(0, at), text.slice(at + 1)];
}

function usage(flag: string, value: string, why: string): UsageError {
  return new UsageError('bad-guest-flag', `${flag} ${JSON.stringify(value)}: ${why}`);
}
