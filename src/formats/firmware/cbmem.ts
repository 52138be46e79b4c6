/**
 * coreboot's timestamps as `cbmem -t` (a table for people) and `cbmem -T` (tab separated) print them: util/cbmem/cbmem.c.
 * Ids and what they mean: commonlib/timestamp_serialized.h. Microseconds since the counter of the CPU was zero.
 */
import type { ReadItem } from '../../trace/boot.js';
import type { Nanoseconds } from '../../trace/event.js';
import { groupedMicrosToNs } from '../reading/decimal-time.js';
import type { LineParser, ReadOptions, SourceLine, TraceFormat } from '../reading/format.js';
import type { Meaning } from '../reading/moments.js';
import { NamedMoments } from '../reading/named-moments.js';
import { Remarks } from '../reading/remarks.js';
import { unwrapped } from '../reading/unwrapped.js';

const HEADER = /^(\d{1,6}) entries total:\s*$/;
/** It ends a table. */
const TOTAL = /^Total Time: /;
const TABLE_ROW =
  /^ {0,3}(\d{1,5}):(\S.{0,80}?) *(?<![\d,])(\d{1,3}(?:,\d{3}){0,6})(?: \((\d{1,3}(?:,\d{3}){0,6})\))?\s*$/;
/** A row of the first releases (2012), which know no names. */
const BARE_ROW = /^ {0,3}(\d{1,5}):(\d{1,3}(?:,\d{3}){0,6})(?: \((\d{1,3}(?:,\d{3}){0,6})\))?\s*$/;
const TAB_ROW = /^(\d{1,5})\t(\d{1,19})\t(\d{1,19})\t(.{0,100})$/;
/** A row by its beginning, whole or not. */
const ROW_START = /^ {0,3}\d{1,5}:[a-zA-Z<]|^\d{1,5}\t\d/;
const FIRST_STAMP = 0;
/** What the management engine did before coreboot began: of no stage. */
const ENGINE_IDS: ReadonlySet<number> = new Set([944, 945, 946, 947, 990]);

/** Names of ids that the first releases print alone (timestamp.h of 2012). */
const OLD_NAMES: Readonly<Record<number, string>> = {
  1: 'start of romstage',
  2: 'before RAM initialization',
  3: 'after RAM initialization',
  4: 'end of romstage',
  8: 'start of copying ramstage',
  9: 'end of copying ramstage',
  10: 'start of ramstage',
  30: 'device enumeration',
  40: 'device configuration',
  50: 'device enable',
  60: 'device initialization',
  70: 'device setup done',
  75: 'cbmem post',
  80: 'write tables',
  90: 'load payload',
  98: 'ACPI wake jump',
  99: 'selfboot jump',
  1000: 'depthcharge start',
  1100: 'crossystem data',
  1101: 'jumping to kernel',
};

/** What an id is to the stages: all of coreboot is firmware, its payloads are boot loaders. */
const BOUNDARY_IDS: ReadonlyMap<number, Meaning> = new Map<number, Meaning>([
  [FIRST_STAMP, 'firmwareBegins'],
  // ACPI wake jump, selfboot jump: the last actions of coreboot.
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
      "Times count from the zero of the CPU's time stamp counter, which is usually its reset; `setup` ends with coreboot's first timestamp.",
    once: true,
  },
  'missing-rows': { severity: 'note', message: 'The report announces more timestamps than were found:' },
  'no-events': {
    severity: 'warning',
    message: 'No timestamp of coreboot was found. cbmem -t or -T prints timestamps.',
  },
} as const;

export const cbmem: TraceFormat = unwrapped(
  {
    id: 'cbmem',
    title: 'coreboot timestamps (cbmem)',
    needles: [],
    sniff: (head) => {
      if (/(?:^|\n)\d{1,6} entries total:[ \t\r]*\n\s*\d{1,5}:[a-zA-Z<\d]/.test(head)) return 'yes';
      return /(?:^|\n)(?: {0,3}0:1st timestamp {2,}[\d,]+|0\t\d+\t\d+\t1st timestamp)\s/.test(head)
        ? 'yes'
        : 'no';
    },
    createParser: (options) => new CbmemParser(options),
  },
  (line) => [HEADER, TOTAL, TABLE_ROW, BARE_ROW, TAB_ROW].some((row) => row.test(line)),
);

class CbmemParser implements LineParser {
  readonly #remarks: Remarks<keyof typeof REMARKS>;
  readonly #moments = new NamedMoments('coreboot', 'guest-monotonic');
  /** Ids of the report that is being read; null between reports. */
  #report: Report | null = null;

  constructor({ input }: ReadOptions) {
    this.#remarks = new Remarks(input, REMARKS);
  }

  push({ number, text }: SourceLine): readonly ReadItem[] {
    const items: ReadItem[] = [];
    const row = text.slice(0, 256);
    const match = TAB_ROW.exec(row) ?? fromTable(TABLE_ROW.exec(row)) ?? fromBare(BARE_ROW.exec(row));
    const header = HEADER.exec(row);
    if (match !== null) this.#stamp(match, number, items);
    else if (header !== null) this.#open(items, { line: number, announced: Number(header[1]) });
    else if (TOTAL.test(row)) this.#close(items);
    else if (ROW_START.test(row)) this.#remarks.say('bad-line', number, items);
    return items;
  }

  end(): readonly ReadItem[] {
    const items: ReadItem[] = [];
    this.#close(items);
    if (this.#moments.count === 0) this.#remarks.say('no-events', null, items);
    return items;
  }

  #open(items: ReadItem[], header: Pick<Report, 'line' | 'announced'>): Report {
    this.#close(items);
    this.#moments.open(items);
    this.#report = { ...header, rows: 0, latestNs: 0, ids: new Set() };
    return this.#report;
  }

  #close(items: ReadItem[]): void {
    const report = this.#report;
    this.#report = null;
    // Some releases count one that they do not print.
    if (report === null || report.rows >= report.announced - 1) return;
    this.#remarks.say('missing-rows', report.line, items, `${report.announced}, found ${report.rows}.`);
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
    const report = this.#reportOf(id, timeNs, items);
    report.rows += 1;
    report.ids.add(id);
    report.latestNs = Math.max(report.latestNs, timeNs);
    const meaning = BOUNDARY_IDS.get(id) ?? stageOf(id);
    this.#moments.add({ timeNs, line, name: name.trim() || nameOf(id), meaning, id: `${id}` }, items);
  }

  /** A row without a header in front opens a report, and so does one that goes back to an id that was there. */
  #reportOf(id: number, timeNs: Nanoseconds, items: ReadItem[]): Report {
    const report = this.#report;
    if (report !== null && !goesBack(report, id, timeNs)) return report;
    return this.#open(items, { line: null, announced: 0 });
  }
}

interface Report {
  /** Line of its header; null when it has none. */
  readonly line: number | null;
  /** Number of rows in the header. */
  readonly announced: number;
  rows: number;
  latestNs: Nanoseconds;
  readonly ids: Set<number>;
}

function goesBack({ ids, latestNs }: Report, id: number, timeNs: Nanoseconds): boolean {
  return ids.has(id) && (id === FIRST_STAMP || timeNs < latestNs);
}

function stageOf(id: number): Meaning {
  if (ENGINE_IDS.has(id)) return null;
  return id >= PAYLOAD_IDS ? 'bootloader' : 'firmware';
}

function nameOf(id: number): string {
  return OLD_NAMES[id] ?? `timestamp ${id}`;
}

/** A row without a name. */
function fromBare(match: RegExpExecArray | null): readonly string[] | null {
  return match === null ? null : [...match.slice(0, 3), match[3] ?? ''];
}

/** The columns of a table's row in the order of the other form. */
function fromTable(match: RegExpExecArray | null): readonly string[] | null {
  if (match === null) return null;
  const [whole, id = '', name = '', micros = '', delta = ''] = match;
  return [whole, id, micros, delta, name];
}
