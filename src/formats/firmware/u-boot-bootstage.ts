/**
 * U-Boot's `bootstage report` (common/bootstage.c): marks in microseconds since its timer began, then accumulated
 * times. It is found anywhere in a console's output. Accumulated times have no position in time and become notes.
 */
import type { ReadItem } from '../../trace/boot.js';
import { groupedMicrosToNs } from '../reading/decimal-time.js';
import type { LineParser, ReadOptions, SourceLine, TraceFormat } from '../reading/format.js';
import type { Meaning } from '../reading/moments.js';
import { NamedMoments } from '../reading/named-moments.js';
import { Remarks } from '../reading/remarks.js';
import { unwrapped } from '../reading/unwrapped.js';

/** Older releases print no number of records. */
const HEADER = /^\s*Timer summary in microseconds(?: \(\d{1,6} records\))?:/;
const COLUMNS = /^\s*(?:Mark|Start)\s+Elapsed\s+Stage\s*$/;
const ACCUMULATED = /^\s*Accumulated time:\s*$/;
const OVERFLOW = /^\s*Overflowed internal boot id table by (\d{1,9}) entries/;
const MARK =
  /^\s{0,40}(\d{1,3}(?:,?\d{3}){0,5})\s{1,12}(-?\d{1,3}(?:,?\d{3}){0,6}|overflow)\s{2}(\S.{0,100})$/;
const TOTAL = /^\s{8,60}(\d{1,3}(?:,?\d{3}){0,5})\s{2}(\S.{0,100})$/;

/** What a mark is to the stages, by its name. Before U-Boot proper, TPL and SPL are firmware. */
const BOUNDARIES: ReadonlyMap<string, Meaning> = new Map<string, Meaning>([
  ['reset', 'firmwareBegins'],
  ['end SPL', 'firmwareEnds'],
  ['end spl', 'firmwareEnds'],
  ['end phase', 'firmwareEnds'],
  ['board_init_f', 'bootloaderBegins'],
  // Where there is no board_init_f, as on x86, the first that U-Boot proper does.
  ['board_init_r', 'bootloaderBegins'],
  ['start_kernel', 'bootloaderEnds'],
  ['bootm_handoff', 'bootloaderEnds'],
]);

const REMARKS = {
  'bad-line': { severity: 'warning', message: 'A mark that could not be read was left out.' },
  'accumulated-time': {
    severity: 'note',
    message: 'U-Boot printed these times only as sums over its boot, so they are in no stage:',
  },
  'lost-events': { severity: 'warning', message: "U-Boot's table of marks was full, so marks are missing:" },
  'other-zero': {
    severity: 'note',
    message:
      "Times count from the zero of U-Boot's timer, which is its mark `reset`, usually after the boot ROM.",
    once: true,
  },
  'no-events': { severity: 'warning', message: 'No mark of a bootstage report was found.' },
} as const;

/** Accumulated times that are listed. */
const MAX_TOTALS = 20;

type Section = 'marks' | 'totals' | null;

export const uBootBootstage: TraceFormat = unwrapped(
  {
    id: 'u-boot-bootstage',
    title: 'U-Boot bootstage report',
    needles: [],
    sniff: (head) =>
      /(?:^|\n)[ \t]*Timer summary in microseconds(?: \(\d+ records\))?:/.test(head) ? 'yes' : 'no',
    createParser: (options) => new BootstageParser(options),
  },
  (line) => [HEADER, COLUMNS, ACCUMULATED, OVERFLOW, MARK, TOTAL].some((row) => row.test(line.trimEnd())),
);

class BootstageParser implements LineParser {
  readonly #remarks: Remarks<keyof typeof REMARKS>;
  readonly #moments = new NamedMoments('u-boot', 'guest-monotonic');
  #section: Section = null;
  #isPastFirmware = false;
  readonly #totals: { readonly line: number; readonly text: string }[] = [];

  constructor({ input }: ReadOptions) {
    this.#remarks = new Remarks(input, REMARKS);
  }

  push({ number, text }: SourceLine): readonly ReadItem[] {
    const items: ReadItem[] = [];
    const row = text.slice(0, 256).trimEnd();
    const overflow = OVERFLOW.exec(row)?.[1];
    if (HEADER.test(row)) this.#open(number, items);
    else if (ACCUMULATED.test(row)) this.#section = this.#section === null ? null : 'totals';
    else if (overflow !== undefined) this.#remarks.say('lost-events', number, items, `${overflow}.`);
    else if (this.#section === 'marks') this.#mark(row, number, items);
    else if (this.#section === 'totals') this.#total(row, number);
    return items;
  }

  end(): readonly ReadItem[] {
    const items: ReadItem[] = [];
    this.#flushTotals(items);
    if (this.#moments.count === 0) this.#remarks.say('no-events', null, items);
    return items;
  }

  #open(line: number, items: ReadItem[]): void {
    this.#flushTotals(items);
    this.#remarks.say('other-zero', line, items);
    this.#moments.open(items);
    this.#section = 'marks';
    this.#isPastFirmware = false;
  }

  #mark(row: string, line: number, items: ReadItem[]): void {
    if (row === '' || COLUMNS.test(row)) return;
    const [, micros = '', , name = ''] = MARK.exec(row) ?? [];
    const timeNs = micros === '' ? null : groupedMicrosToNs(micros);
    if (timeNs === null) {
      // Anything else on the console ends the report; what begins like a row is a damaged one.
      if (/^\s*\d/.test(row)) this.#remarks.say('bad-line', line, items);
      else this.#section = null;
      return;
    }
    const boundary = BOUNDARIES.get(name);
    const isLater = boundary === 'bootloaderBegins' && this.#isPastFirmware;
    if (boundary === 'bootloaderBegins') this.#isPastFirmware = true;
    const stage = this.#isPastFirmware ? 'bootloader' : 'firmware';
    const meaning = boundary === undefined || isLater ? stage : boundary;
    this.#moments.add({ timeNs, line, name, meaning }, items);
  }

  #total(row: string, line: number): void {
    const match = TOTAL.exec(row);
    if (match === null) this.#section = null;
    else if (this.#totals.length < MAX_TOTALS)
      this.#totals.push({ line, text: `${match[2]} ${match[1]} us` });
  }

  #flushTotals(items: ReadItem[]): void {
    const [first] = this.#totals;
    if (first === undefined) return;
    const text = `${this.#totals.map((total) => total.text).join(', ')}.`;
    this.#remarks.say('accumulated-time', first.line, items, text);
    this.#totals.length = 0;
  }
}
