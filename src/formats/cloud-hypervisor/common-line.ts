/**
 * The most common form of a code line: the default prefix of v53.0, a vCPU's thread, level WARN, the message of x86,
 * and nothing around them. It is read byte by byte, without decoding. Any line that does not have exactly this form is
 * left to the patterns of message.ts, prefix.ts and wrapping.ts, which define the meaning of lines.
 */
import { MAX_EXACT_DIGITS } from '../reading/decimal-time.js';
import type { SourceLine } from '../reading/format.js';
import { type CodeMessage, WORDS } from './message.js';
import { floatTime, type Prefix } from './prefix.js';

export interface CommonLine {
  readonly prefix: Prefix;
  readonly message: CodeMessage;
}

const NAME = Buffer.from('cloud-hypervisor: ');
const THREAD = Buffer.from('s: <vcpu');
const LEVEL = Buffer.from('> WARN:');
const SEPARATOR = Buffer.from(' -- ');
const MESSAGE = Buffer.from('[Debug I/O port: ');
const CODE = Buffer.from(' code 0x');
const SECONDS = Buffer.from('] ');
const END = Buffer.from(' seconds');
const WORD_BYTES = WORDS.map((word) => Buffer.from(word));

const SPACE = 0x20;
const DASH = 0x2d;
const POINT = 0x2e;
const COLON = 0x3a;
const TILDE = 0x7e;
const DIGIT_0 = 0x30;
const LETTER_A = 0x61;

const FLOAT_DIGITS = 6;
const MAX_VCPU_DIGITS = 4;
const MAX_CODE_DIGITS = 2;
const MAX_LOCATION = 512;

/** Moves through the bytes of a line. A step succeeds only if the expected bytes are there. */
class LineWalk {
  readonly #block: Uint8Array;
  readonly #end: number;
  at: number;
  /** How many digits the latest number had. */
  digits = 0;

  constructor({ block, start, end }: Pick<SourceLine, 'block' | 'start' | 'end'>) {
    this.#block = block;
    this.at = start;
    this.#end = end;
  }

  get isAtEnd(): boolean {
    return this.at === this.#end;
  }

  passBytes(expected: Uint8Array): boolean {
    const block = this.#block;
    const from = this.at;
    const { length } = expected;
    if (this.#end - from < length) return false;
    for (let index = 0; index < length; index += 1) {
      if (block[from + index] !== expected[index]) return false;
    }
    this.at = from + length;
    return true;
  }

  passByte(expected: number): boolean {
    if (this.at === this.#end || this.#block[this.at] !== expected) return false;
    this.at += 1;
    return true;
  }

  /** A whole number of 1 to `maxDigits` digits; -1 when there is none. */
  decimal(maxDigits: number): number {
    const block = this.#block;
    const end = this.#end;
    const from = this.at;
    let at = from;
    let value = 0;
    for (; at < end; at += 1) {
      const digit = block[at]! - DIGIT_0;
      if (digit < 0 || digit > 9) break;
      value = value * 10 + digit;
    }
    this.at = at;
    this.digits = at - from;
    return this.digits === 0 || this.digits > maxDigits ? -1 : value;
  }

  /** A code as it is printed: one or two hexadecimal digits in lower case; -1 when there is none. */
  code(): number {
    const from = this.at;
    let value = 0;
    for (; this.at < this.#end; this.at += 1) {
      const byte = this.#block[this.at]!;
      const digit = byte < LETTER_A ? byte - DIGIT_0 : byte - LETTER_A + 10;
      if (digit < 0 || digit > 15 || (byte < LETTER_A && digit > 9)) break;
      value = value * 16 + digit;
    }
    const digits = this.at - from;
    return digits === 0 || digits > MAX_CODE_DIGITS ? -1 : value;
  }

  /** A place in the source: visible ASCII, no dash in front. A colon at its end could be that of another prefix. */
  passLocation(): boolean {
    const block = this.#block;
    const end = this.#end;
    const from = this.at;
    let at = from;
    while (at < end && block[at]! > SPACE && block[at]! <= TILDE) at += 1;
    this.at = at;
    const length = at - from;
    return length > 0 && length <= MAX_LOCATION && block[from] !== DASH && block[at - 1] !== COLON;
  }
}

/** Prefix and message of a line of the common shape; null for every other line. */
export function matchCommonLine(line: SourceLine): CommonLine | null {
  const walk = new LineWalk(line);
  const prefix = prefixOf(walk);
  if (prefix === null) return null;
  const start = walk.at - line.start;
  const message = messageOf(walk, start);
  return message === null || !walk.isAtEnd ? null : { prefix, message };
}

function prefixOf(walk: LineWalk): Prefix | null {
  if (!walk.passBytes(NAME)) return null;
  while (walk.passByte(SPACE));
  const whole = walk.decimal(MAX_EXACT_DIGITS);
  if (whole === -1 || !walk.passByte(POINT)) return null;
  const micros = walk.decimal(FLOAT_DIGITS);
  if (micros === -1 || walk.digits !== FLOAT_DIGITS || !walk.passBytes(THREAD)) return null;
  const vcpu = walk.decimal(MAX_VCPU_DIGITS);
  if (vcpu === -1 || !walk.passBytes(LEVEL) || !walk.passLocation() || !walk.passBytes(SEPARATOR))
    return null;
  return { start: 0, time: floatTime(whole, micros), vcpu };
}

function messageOf(walk: LineWalk, start: number): CodeMessage | null {
  if (!walk.passBytes(MESSAGE)) return null;
  const word = WORDS[WORD_BYTES.findIndex((bytes) => walk.passBytes(bytes))];
  if (word === undefined || !walk.passBytes(CODE)) return null;
  const code = walk.code();
  if (code === -1 || !walk.passBytes(SECONDS)) return null;
  const whole = walk.decimal(MAX_EXACT_DIGITS);
  if (whole === -1 || !walk.passByte(POINT)) return null;
  const value = walk.decimal(MAX_EXACT_DIGITS);
  if (value === -1 || !walk.passBytes(END)) return null;
  return { start, form: 'M1', word, code, seconds: { whole, value, digits: walk.digits } };
}
