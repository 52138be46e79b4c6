/**
 * Histories of POST codes that a management controller or a card on the bus keeps. OpenBMC's Redfish log (bmcweb, message BIOSPOSTCode)
 * says `Boot Count: 2; Time Stamp Offset: 9.8 seconds; POST Code: 0x2b`, and its D-Bus call GetPostCodesWithTimeStamp (phosphor-dbus-interfaces,
 * State/Boot/PostCode) answers `a{t(tay)}` in microseconds; cards print `[12 ms] CODE: 0x42`. Boots are given oldest first.
 */
import type { ReadItem } from '../trace/boot.js';
import { POST_PORT } from '../trace/debug-ports.js';
import { MAX_CODE, type Nanoseconds } from '../trace/event.js';
import { clockReading, decimalToNs, elapsedNs } from './reading/decimal-time.js';
import type { LineParser, ReadOptions, SourceLine, TraceFormat } from './reading/format.js';
import { momentEvent } from './reading/moments.js';
import { Remarks } from './reading/remarks.js';
import { unwrapped } from './reading/unwrapped.js';

const HEX = '(?:0x)?[0-9a-fA-F]{1,18}';
/** Redfish: any JSON, or lines of it; one line may hold all entries. */
const REDFISH = `Boot Count: (\\d{1,6})[;:] Time Stamp Offset: (\\d{1,9})\\.(\\d{1,9}) ?s(?:econds)?[;:] POST Code: (${HEX})`;
const CARD = new RegExp(
  `^\\s{0,16}\\[ *(\\d{1,12})(?:\\.(\\d{1,9}))? ?(ns|us|ms|s)\\] {0,8}(?:POST )?CODE(?: \\([^()]{1,40}\\))?: {0,8}(${HEX})\\b`,
  'i',
);
const BUSCTL = /^\s{0,16}a\{t\(tay\)\} (\d{1,6})((?: \d{1,20})*)\s*$/;

const EXPONENTS: Readonly<Record<string, number>> = { s: 9, ms: 6, us: 3, ns: 0 };

const REMARKS = {
  'other-zero': {
    severity: 'note',
    message:
      'Times count from the first code of each boot, because the management controller or card does not see the boot before it.',
    once: true,
  },
  'bad-line': { severity: 'warning', message: 'A list of codes that could not be read was left out.' },
  'code-limit': {
    severity: 'warning',
    message: 'Codes beyond 200000 of an input were left out:',
  },
  'no-events': { severity: 'warning', message: 'No POST code with a time was found.' },
} as const;

/** More than any management controller keeps. */
const MAX_CODES = 200_000;

export const postCodeLog: TraceFormat = unwrapped(
  {
    id: 'post-code-log',
    title: 'POST codes kept by a management controller or a card',
    needles: [],
    sniff: (head) =>
      new RegExp(REDFISH).test(head) || head.split('\n').some((row) => CARD.test(row) || BUSCTL.test(row))
        ? 'yes'
        : 'no',
    createParser: (options) => new PostCodeParser(options),
  },
  (line) => CARD.test(line.slice(0, 256)) || BUSCTL.test(line),
);

interface SeenCode {
  readonly timeNs: Nanoseconds;
  readonly line: number;
  /** Hexadecimal digits in lower case, without those in front that are zero. */
  readonly digits: string;
}

class PostCodeParser implements LineParser {
  readonly #remarks: Remarks<keyof typeof REMARKS>;
  readonly #redfish = new RegExp(REDFISH, 'g');
  /** By Redfish's count of boots, in which 1 is the latest. */
  readonly #counted = new Map<number, SeenCode[]>();
  #held = 0;
  #leftOut = 0;
  #boots = 0;
  #latestNs: Nanoseconds | null = null;

  constructor({ input }: ReadOptions) {
    this.#remarks = new Remarks(input, REMARKS);
  }

  push({ number, text }: SourceLine): readonly ReadItem[] {
    const items: ReadItem[] = [];
    for (const [, count = '', whole = '', fraction = '', code = ''] of text.matchAll(this.#redfish)) {
      this.#hold(Number(count), {
        timeNs: decimalToNs(whole, fraction, 9),
        line: number,
        digits: digitsOf(code),
      });
    }
    const card = CARD.exec(text.slice(0, 256));
    if (card !== null) this.#takeCard(card, number, items);
    const list = BUSCTL.exec(text);
    if (list !== null) this.#takeList(Number(list[1]), list[2] ?? '', number, items);
    return items;
  }

  end(): readonly ReadItem[] {
    const items: ReadItem[] = [];
    // The older boot has the higher count.
    for (const [, codes] of [...this.#counted].toSorted(([a], [b]) => b - a)) {
      this.#open(codes[0]?.line ?? null, items);
      for (const code of codes) this.#give(code, items);
    }
    if (this.#leftOut > 0) this.#remarks.say('code-limit', null, items, `${this.#leftOut}.`);
    if (this.#boots === 0) this.#remarks.say('no-events', null, items);
    return items;
  }

  #hold(count: number, code: SeenCode): void {
    if (this.#held >= MAX_CODES) {
      this.#leftOut += 1;
      return;
    }
    this.#held += 1;
    const known = this.#counted.get(count);
    if (known === undefined) this.#counted.set(count, [code]);
    else known.push(code);
  }

  /** A card's time starts anew with each boot. */
  #takeCard(
    [, whole = '', fraction = '', unit = '', code = '']: RegExpExecArray,
    line: number,
    items: ReadItem[],
  ): void {
    const timeNs = decimalToNs(whole, fraction, EXPONENTS[unit.toLowerCase()] ?? 6);
    if (!Number.isSafeInteger(timeNs)) {
      this.#remarks.say('bad-line', line, items);
      return;
    }
    if (this.#latestNs === null || timeNs < this.#latestNs) this.#open(line, items);
    this.#latestNs = timeNs;
    this.#give({ timeNs, line, digits: digitsOf(code) }, items);
  }

  /** Pairs of a time and a code. Each is followed by further bytes, whose number precedes them. */
  #takeList(count: number, text: string, line: number, items: ReadItem[]): void {
    const words = text.split(' ').slice(1, 3 * MAX_CODES);
    const codes: (readonly [string, string])[] = [];
    for (let at = 0; at + 2 < words.length && codes.length < MAX_CODES; at += 3 + Number(words[at + 2])) {
      codes.push([words[at] ?? '', words[at + 1] ?? '']);
    }
    if (codes.length !== count || codes.length === 0) {
      this.#remarks.say('bad-line', line, items);
      return;
    }
    this.#open(line, items);
    const readingOf = (us: string) => clockReading(us.slice(0, -6) || '0', us.slice(-6).padStart(6, '0'));
    const zero = readingOf(codes[0]![0]);
    for (const [us, code] of codes) {
      const timeNs = Math.max(0, elapsedNs(zero, readingOf(us)));
      if (Number.isSafeInteger(timeNs))
        this.#give({ timeNs, line, digits: BigInt(code).toString(16) }, items);
    }
    this.#latestNs = null;
  }

  #open(line: number | null, items: ReadItem[]): void {
    this.#remarks.say('other-zero', line, items);
    items.push({ kind: 'boot', boot: this.#boots, vmmStartNs: null, clock: 'host-monotonic' });
    this.#boots += 1;
  }

  /** Codes of more than two bytes are moments: no table of codes has them. */
  #give({ timeNs, line, digits }: SeenCode, items: ReadItem[]): void {
    const boot = this.#boots - 1;
    const code = Number.parseInt(digits, 16);
    const name = `0x${digits.padStart(2, '0')}`;
    const event =
      digits.length <= 4 && code <= MAX_CODE
        ? ({ kind: 'code', timeNs, line, vcpu: null, code, port: POST_PORT } as const)
        : momentEvent('post-code', { timeNs, line, name, meaning: null });
    items.push({ kind: 'event', boot, event });
  }
}

function digitsOf(code: string): string {
  return code
    .replace(/^0x/i, '')
    .replace(/^0+(?=.)/, '')
    .toLowerCase();
}
