/**
 * The boot-code message at the end of a row, in the three forms Cloud Hypervisor has written: M1 (x86, v0.2.0 on),
 * A1 (aarch64, v23.0 on: a colon after `code`) and M0 (August 2019, never released: no time).
 */
import { standardStageOf } from '../../trace/boundary.js';
import { STANDARD_STAGES, type StandardStage } from '../../trace/event.js';
import { fractionOf } from '../reading/decimal-time.js';
import type { PrintedSeconds } from './trailing-seconds.js';

const WORD_OF_STAGE = {
  firmware: 'Firmware',
  bootloader: 'Bootloader',
  kernel: 'Kernel',
  userspace: 'Userspace',
} as const satisfies Record<StandardStage, string>;
/** Beside a code of no standard stage. */
const CUSTOM = 'Custom';
export type RangeWord = (typeof WORD_OF_STAGE)[StandardStage] | typeof CUSTOM;
/** Words printed beside the code, in the order of the code ranges. */
export const WORDS: readonly RangeWord[] = [...STANDARD_STAGES.map((stage) => WORD_OF_STAGE[stage]), CUSTOM];
const WORD_OF_CODE: readonly RangeWord[] = Array.from({ length: 256 }, (_, code) => {
  const stage = standardStageOf(code);
  return stage === null ? CUSTOM : WORD_OF_STAGE[stage];
});

/**
 * What boottrace writes into a log of its own that holds several boots, where each begins: codes alone cannot always
 * tell. It shares a needle with the codes, so that looking for it costs nothing.
 */
export const BOOT_MESSAGE = 'Booting VM [Debug ports: the clocks start anew]';

/** What Cloud Hypervisor logs at level Info when a guest's first vCPU begins to run (vmm/src/cpu.rs). */
export const START_MESSAGE = 'Starting vCPU: cpu_id = 0';

/**
 * A line with none of these says nothing of a guest: messages of the released forms, the tail of the unreleased form that has no brackets,
 * the level of what the monitor says of its own failures, and the beginning of START_MESSAGE.
 */
export const NEEDLES: readonly string[] = ['[Debug ', '(code 0', 'ERROR:', 'Startin'];

export interface CodeMessage {
  /** Where the message starts in the row; it always ends the row. */
  readonly start: number;
  readonly form: 'M0' | 'M1' | 'A1';
  readonly word: RangeWord;
  /** 0x00 to 0xff. */
  readonly code: number;
  /** The trailing seconds; null in M0, which has none. */
  readonly seconds: PrintedSeconds | null;
}

const M1_START = '[Debug I/O port: ';
const M0_START = 'Debug I/O port: ';
const WORD = `(${WORDS.join('|')})`;
/** What can end a row after the message: spaces and line ends left by terminals, or a text that was cut out. */
const END = '[\\s\\0]*$';
/** Source of M1 and A1, for the template compiler. Groups: word, colon, code, whole, fraction. */
export const TIMED_MESSAGE = `\\[Debug I/O port: ${WORD} code(:?) 0x([0-9a-f]{1,2})\\] (\\d{1,20})\\.(\\d{1,20}) seconds`;
const M1 = new RegExp(TIMED_MESSAGE + END, 'y');
const M0 = new RegExp(`Debug I/O port: ${WORD} \\(code 0x([0-9a-f]{1,2})\\)${END}`, 'y');

/** The message that ends this row; null when the row does not end with a whole one. */
export function findCodeMessage(row: string): CodeMessage | null {
  const start = lastMessageStart(row);
  return start === -1 ? findUntimedMessage(row) : matchTimedMessage(row, start);
}

/** The message at `start`, from a match whose groups begin with those of TIMED_MESSAGE. */
export function timedMessage(match: RegExpExecArray, start: number): CodeMessage {
  return {
    start,
    form: match[2] === ':' ? 'A1' : 'M1',
    word: match[1] as RangeWord,
    code: Number.parseInt(match[3] as string, 16),
    seconds: { whole: Number(match[4]), ...fractionOf(match[5] as string) },
  };
}

/** Where the last message with a time seems to start; -1 when there is none. */
export function lastMessageStart(row: string): number {
  return row.lastIndexOf(M1_START);
}

/** True when a boot-code message begins at `start`, whole or not. */
export function startsLikeCodeMessage(row: string, start: number): boolean {
  return row.startsWith(M1_START, start) || row.startsWith(M0_START, start);
}

/** The word that Cloud Hypervisor prints beside this code. */
export function wordOfCode(code: number): RangeWord {
  return WORD_OF_CODE[code] ?? CUSTOM;
}

function matchTimedMessage(row: string, start: number): CodeMessage | null {
  M1.lastIndex = start;
  const match = M1.exec(row);
  return match === null ? null : timedMessage(match, start);
}

function findUntimedMessage(row: string): CodeMessage | null {
  const start = row.lastIndexOf(M0_START);
  if (start === -1) return null;
  M0.lastIndex = start;
  const match = M0.exec(row);
  if (match === null) return null;
  const code = Number.parseInt(match[2] as string, 16);
  return { start, form: 'M0', word: match[1] as RangeWord, code, seconds: null };
}
