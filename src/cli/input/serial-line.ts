/**
 * A serial line as an input: a device such as /dev/ttyUSB0, or a pseudo-terminal. It is opened without becoming the terminal of this process
 * and without waiting for a carrier, and set by stty of the system: raw, 8 bits, no parity, one stop bit, no flow control.
 */
import { spawnSync } from 'node:child_process';
import { closeSync, constants, fstatSync, openSync, readFileSync, statSync } from 'node:fs';
import tty from 'node:tty';
import { BoottraceError, EnvironmentError, UsageError } from '../../trace/errors.js';
import { hostLimit } from '../../trace/host-limit.js';
import { systemCode, systemReason } from '../program/system-reason.js';

export const DEFAULT_BAUD = '115200';
/** Leaves speed, bits, parity and flow control as they are. */
const KEEP = 'keep';
/** A start bit, 8 of data, a stop bit. */
const BITS_PER_CHARACTER = 10;

const UNCOOKED = [
  '-icanon',
  '-echo',
  '-isig',
  '-icrnl',
  '-opost',
  'min',
  '1',
  'time',
  '0',
  'clocal',
  'cread',
];
const PLAIN_LINE = ['raw', '-echo', 'cs8', '-parenb', '-cstopb', '-crtscts', 'clocal', 'cread'];

export interface SerialLine {
  readonly stream: tty.ReadStream;
  /** How late its bytes may be: a sentence. */
  readonly resolution: string;
}

/** `115200`, `keep`. Throws UsageError for anything else. */
export function requireBaud(text: string): string {
  if (text === KEEP || /^[1-9]\d{1,7}$/.test(text)) return text;
  throw new UsageError(
    'bad-baud',
    `--baud takes a speed in bits a second, or ${KEEP}, not ${JSON.stringify(text)}`,
    [`--baud ${DEFAULT_BAUD}`, `--baud ${KEEP} leaves the line as stty has set it`],
  );
}

/**
 * Opens and sets a line; null for a device that is none. One that this process has as its own terminal is left as it is.
 * @throws EnvironmentError where it cannot be had or set
 */
export function openSerialLine(path: string, baud: string = DEFAULT_BAUD): SerialLine | null {
  const fd = openDevice(path);
  try {
    if (!tty.isatty(fd)) {
      closeSync(fd);
      return null;
    }
    if (!isOwnTerminal(fd)) setLine(path, fd, baud);
    return { stream: new tty.ReadStream(fd), resolution: resolutionAt(baud) };
  } catch (error) {
    closeSync(fd);
    throw error instanceof BoottraceError ? error : unusable(path, error);
  }
}

function openDevice(path: string): number {
  try {
    return openSync(path, constants.O_RDONLY | constants.O_NOCTTY | constants.O_NONBLOCK);
  } catch (error) {
    throw hostLimit(error) ?? refusal(path, error);
  }
}

function refusal(path: string, error: unknown): EnvironmentError {
  const code = systemCode(error);
  if (code === 'EACCES' || code === 'EPERM') {
    const group = groupOf(path);
    const steps =
      group === null
        ? []
        : [`join the group that owns it: sudo usermod -aG ${group} "$USER", then log in again`];
    return new EnvironmentError('serial-permission', `cannot read ${path}: ${systemReason(error)}`, [
      ...steps,
      `see who may: ls -l ${path}`,
    ]);
  }
  if (code === 'EBUSY')
    return new EnvironmentError('serial-busy', `cannot read ${path}: another program has it for itself`, [
      `see which: fuser -v ${path}`,
    ]);
  return unusable(path, error);
}

function unusable(path: string, error: unknown): EnvironmentError {
  return new EnvironmentError(
    'serial-unusable',
    `cannot read ${path} as a serial line: ${systemReason(error)}`,
    ['see which ports there are: ls -l /dev/serial/by-id'],
  );
}

function setLine(path: string, fd: number, baud: string): void {
  const settings = baud === KEEP ? UNCOOKED : [baud, ...PLAIN_LINE];
  const { error, status, stderr } = spawnSync('stty', settings, { stdio: [fd, 'ignore', 'pipe'] });
  if (error !== undefined)
    throw new EnvironmentError(
      'stty-missing',
      `cannot set the line of ${path}: stty: ${systemReason(error)}`,
      ['sudo apt-get install coreutils'],
    );
  if (status === 0) return;
  const [reason = ''] = stderr.toString().split('\n');
  throw new EnvironmentError('serial-unusable', `cannot set the line of ${path} to ${baud}: ${reason}`, [
    `see how it is set: stty -a -F ${path}`,
    `--baud ${KEEP} leaves speed and bits as they are`,
  ]);
}

/** What a person types into must stay as it is. */
function isOwnTerminal(fd: number): boolean {
  const { rdev } = fstatSync(fd);
  return [0, 1, 2].some((own) => tty.isatty(own) && fstatSync(own).rdev === rdev);
}

function resolutionAt(baud: string): string {
  const late = 'A USB adapter may keep characters for up to 16 ms.';
  if (baud === KEEP) return late;
  return `A character takes ${Math.round((BITS_PER_CHARACTER * 1e6) / Number(baud))} us at ${baud} baud. ${late}`;
}

/** Null where the group has no name, or is root's. */
function groupOf(path: string): string | null {
  try {
    const { gid } = statSync(path);
    const row = readFileSync('/etc/group', 'utf8')
      .split('\n')
      .find((line) => line.split(':')[2] === `${gid}`);
    return gid === 0 ? null : (row?.split(':')[0] ?? null);
  } catch {
    return null;
  }
}
