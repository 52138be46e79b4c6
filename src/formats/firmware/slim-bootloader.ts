/**
 * Slim Bootloader's table of measure points, from its shell's `perf` command or its debug output
 * (BootloaderCommonPkg/Library/LoaderPerformanceLib): whole milliseconds since the CPU's counter was zero.
 */
import type { ReadItem } from '../../trace/boot.js';
import type { LineParser, ReadOptions, SourceLine, TraceFormat } from '../reading/format.js';
import type { Meaning } from '../reading/moments.js';
import { NamedMoments } from '../reading/named-moments.js';
import { Remarks } from '../reading/remarks.js';
import { unwrapped } from '../reading/unwrapped.js';

const HEADER = /^\s*Id\s+\|\s*Time \(ms\)\s*\|\s*Delta \(ms\)\s*\|\s*Description/;
const ROW = /^\s*([0-9A-Fa-f]{4})\s*\|\s*(\d{1,10}) ms\s*\|\s*(-?\d{1,10}) ms\s*\|\s?(.{0,100})$/;
const ROW_START = /^\s*[0-9A-Fa-f]{4}\s*\|/;

/** Stages 1A, 1B and 2 are firmware; ids from 0x4000 on are the payload's, mostly OsLoader, a boot loader. */
const BOUNDARY_IDS: ReadonlyMap<number, Meaning> = new Map<number, Meaning>([
  [0x1000, 'firmwareBegins'],
  [0x31f0, 'firmwareEnds'],
  [0x4000, 'bootloaderBegins'],
]);
const PAYLOAD_IDS = 0x4000;

const REMARKS = {
  'bad-line': { severity: 'warning', message: 'A measure point that could not be read was left out.' },
  'other-zero': {
    severity: 'note',
    message:
      "Times are whole milliseconds since the zero of the CPU's time stamp counter, which is usually its reset.",
    once: true,
  },
  'no-events': { severity: 'warning', message: 'No measure point of Slim Bootloader was found.' },
} as const;

export const slimBootloader: TraceFormat = unwrapped(
  {
    id: 'slim-bootloader',
    title: 'Slim Bootloader performance table',
    needles: [],
    sniff: (head) =>
      /(?:^|\n)[ \t]*Id[ \t]+\|[ \t]*Time \(ms\)[ \t]*\|[ \t]*Delta \(ms\)[ \t]*\|/.test(head) ? 'yes' : 'no',
    createParser: (options) => new SlimBootloaderParser(options),
  },
  (line) => HEADER.test(line) || ROW.test(line.trimEnd()),
);

class SlimBootloaderParser implements LineParser {
  readonly #remarks: Remarks<keyof typeof REMARKS>;
  readonly #moments = new NamedMoments('slim-bootloader', 'guest-monotonic');

  constructor({ input }: ReadOptions) {
    this.#remarks = new Remarks(input, REMARKS);
  }

  push({ number, text }: SourceLine): readonly ReadItem[] {
    const items: ReadItem[] = [];
    const row = text.slice(0, 256);
    const match = ROW.exec(row);
    if (HEADER.test(row)) this.#open(number, items);
    else if (match !== null) this.#point(match, number, items);
    else if (ROW_START.test(row)) this.#remarks.say('bad-line', number, items);
    return items;
  }

  end(): readonly ReadItem[] {
    const items: ReadItem[] = [];
    if (this.#moments.count === 0) this.#remarks.say('no-events', null, items);
    return items;
  }

  #open(line: number, items: ReadItem[]): void {
    this.#remarks.say('other-zero', line, items);
    this.#moments.open(items);
  }

  #point(match: RegExpExecArray, line: number, items: ReadItem[]): void {
    const [, digits = '', milliseconds = '', , description = ''] = match;
    const id = Number.parseInt(digits, 16);
    const name = description.trim() === '' ? `0x${digits}` : description.trim();
    const meaning = BOUNDARY_IDS.get(id) ?? (id >= PAYLOAD_IDS ? 'bootloader' : 'firmware');
    const timeNs = Number(milliseconds) * 1_000_000;
    if (!Number.isSafeInteger(timeNs)) this.#remarks.say('bad-line', line, items);
    else this.#moments.add({ timeNs, line, name, meaning, id: digits.toUpperCase() }, items);
  }
}
