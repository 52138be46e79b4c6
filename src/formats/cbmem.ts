/**
 * coreboot's timestamps as `cbmem -t` (a table for people) and `cbmem -T` (tab separated) print them: util/cbmem/cbmem.c.
 * Ids and what they mean: commonlib/timestamp_serialized.h. Microseconds since the counter of the CPU was zero.
 */
import type { ReadItem } from '../trace/boot.js';
import { groupedMicrosToNs } from './decimal-time.js';
import type { LineParser, ReadOptions, SourceLine, TraceFormat } from './format.js';
import type { Meaning } from './moments.js';
import { NamedMoments } from './named-moments.js';
import { Remarks } from './remarks.js';

const HEADER = /^\d{1,6} entries total:\s*$/;
const TABLE_ROW =
  /^ {0,3}(\d{1,5}):(\S.{0,80}?) *(?<![\d,])(\d{1,3}(?:,\d{3}){0,6})(?: \((\d{1,3}(?:,\d{3}){0,6})\))?\s*$/;
const TAB_ROW = /^(\d{1,5})\t(\d{1,19})\t(\d{1,19})\t(.{0,100})$/;
/** A row by its beginning, whole or not. */
const ROW_START = /^ {0,3}\d{1,5}:[a-zA-Z<]|^\d{1,5}\t\d/;
const FIRST_STAMP = 0;

/** What an id is to the stages: all of coreboot is firmware, its payloads are boot loaders. */
const BOUNDARY_IDS: ReadonlyMap<number, Meaning> = new Map<number, Meaning>([
  [FIRST_STAMP, 'firmwareBegins'],
  // ACPI wake jump, selfboot jump: the last that coreboot does.
  [98, 'firmwareEnds'],
  [99, 'firmwareEnds'],
  // depthcharge start, jumping to kernel.
  [1000, 'bootloaderBegins'],
  [1101, 'bootloaderEnds'],
]);
const PAYLOAD_IDS = 1000;

const REMARKS = {
  'bad-line': { severity: 'warning', message: 'A timestamp that could not be read was left out.' },
  'other-zero': {
    severity: 'note',
    message:
      "Times count from the zero of the CPU's time stamp counter, mostly its reset; `setup` ends with coreboot's first timestamp.",
    once: true,
  },
  'no-events': {
    severity: 'warning',
    message: 'No timestamp of coreboot was found: cbmem -t or -T prints them.',
  },
} as const;

export const cbmem: TraceFormat = {
  id: 'cbmem',
  title: 'coreboot timestamps (cbmem)',
  needles: [],
  sniff: (head) => {
    if (/(?:^|\n)\d{1,6} entries total:\s*\n\s*\n? {0,3}0:1st timestamp/.test(head)) return 'yes';
    return /(?:^|\n)(?: {0,3}0:1st timestamp {2,}[\d,]+|0\t\d+\t\d+\t1st timestamp)\s/.test(head)
      ? 'yes'
      : 'no';
  },
  createParser: (options) => new CbmemParser(options),
};

class CbmemParser implements LineParser {
  readonly #remarks: Remarks<keyof typeof REMARKS>;
  readonly #moments = new NamedMoments('coreboot', 'guest-monotonic');
  /** The report's header stood on a line before; its first timestamp opens no second boot. */
  #isOpened = false;

  constructor({ input }: ReadOptions) {
    this.#remarks = new Remarks(input, REMARKS);
  }

  push({ number, text }: SourceLine): readonly ReadItem[] {
    const items: ReadItem[] = [];
    const row = text.slice(0, 256);
    const match = TAB_ROW.exec(row) ?? fromTable(TABLE_ROW.exec(row));
    if (match !== null) this.#stamp(match, number, items);
    else if (HEADER.test(row)) this.#open(items);
    else if (ROW_START.test(row)) this.#remarks.say('bad-line', number, items);
    return items;
  }

  end(): readonly ReadItem[] {
    const items: ReadItem[] = [];
    if (this.#moments.count === 0) this.#remarks.say('no-events', null, items);
    return items;
  }

  #open(items: ReadItem[]): void {
    this.#moments.open(items);
    this.#isOpened = true;
  }

  #stamp(match: readonly string[], line: number, items: ReadItem[]): void {
    const [, digits = '', micros = '', , name = ''] = match;
    const id = Number(digits);
    const timeNs = groupedMicrosToNs(micros);
    if (timeNs === null) {
      this.#remarks.say('bad-line', line, items);
      return;
    }
    this.#remarks.say('other-zero', line, items);
    if (id === FIRST_STAMP && !this.#isOpened) this.#open(items);
    this.#isOpened = false;
    const meaning = BOUNDARY_IDS.get(id) ?? (id >= PAYLOAD_IDS ? 'bootloader' : 'firmware');
    this.#moments.add({ timeNs, line, name: name.trim(), meaning, id: `${id}` }, items);
  }
}

/** The columns of a table's row in the order of the other form. */
function fromTable(match: RegExpExecArray | null): readonly string[] | null {
  if (match === null) return null;
  const [whole, id = '', name = '', micros = '', delta = ''] = match;
  return [whole, id, micros, delta, name];
}
