/**
 * A boot as a list of names and times, which many programs print; each is a row of `boot-summary/sources.ts`. A list
 * begins at its header, at the header of another program, and at a repeated name.
 */
import type { ReadItem } from '../trace/boot.js';
import { findRow, opensSummary, type SummaryRow, type SummarySource } from './boot-summary/sources.js';
import { decimalToNs } from './reading/decimal-time.js';
import type { LineParser, ReadOptions, SourceLine, TraceFormat } from './reading/format.js';
import { momentEvent } from './reading/moments.js';
import { Remarks } from './reading/remarks.js';
import { unwrapped } from './reading/unwrapped.js';

const REMARKS = {
  'other-zero': { severity: 'note', message: 'Times count from', once: true },
  'time-out-of-range': {
    severity: 'warning',
    message: 'A time beyond 104 days was left out, because it cannot be right.',
  },
  'no-events': { severity: 'warning', message: 'No list of names and times of a boot was found.' },
} as const;

/** Maximum number of names in one list; further names begin a new list. */
const MAX_NAMES = 4096;

export const bootSummary: TraceFormat = unwrapped(
  {
    id: 'boot-summary',
    title: 'a list of names and times: FPDT, Android, FreeBSD, OSv, boot-time-parser',
    needles: [],
    sniff: (head) => {
      const lines = head.split('\n').filter((line) => line.trim() !== '');
      const first = lines[0] ?? '';
      if (findRow(first) !== null) return 'yes';
      return lines.some((line) => findRow(line) !== null) ? 'maybe' : 'no';
    },
    createParser: (options) => new BootSummaryParser(options),
  },
  (line) => findRow(line) !== null || opensSummary(line),
);

class BootSummaryParser implements LineParser {
  readonly #remarks: Remarks<keyof typeof REMARKS>;
  readonly #names = new Set<string>();
  #boots = 0;
  #source: SummarySource | null = null;

  constructor({ input }: ReadOptions) {
    this.#remarks = new Remarks(input, REMARKS);
  }

  push({ number, text }: SourceLine): readonly ReadItem[] {
    const items: ReadItem[] = [];
    const row = findRow(text);
    if (row !== null) this.#take(row, number, items);
    else if (opensSummary(text)) this.#source = null;
    return items;
  }

  end(): readonly ReadItem[] {
    const items: ReadItem[] = [];
    if (this.#boots === 0) this.#remarks.say('no-events', null, items);
    return items;
  }

  #take({ source, name, whole, fraction }: SummaryRow, line: number, items: ReadItem[]): void {
    const timeNs = decimalToNs(whole, fraction, source.exponent);
    if (!Number.isSafeInteger(timeNs)) {
      this.#remarks.say('time-out-of-range', line, items);
      return;
    }
    // A boot that did not get as far has zero there.
    if (timeNs === 0 && source.exponent === 0) return;
    const isAnother = source !== this.#source || this.#names.has(name) || this.#names.size >= MAX_NAMES;
    if (isAnother) this.#open(source, line, items);
    this.#names.add(name);
    const meaning = source.meanings.get(name) ?? source.other;
    const event = momentEvent(source.key, { timeNs, line, name, meaning });
    items.push({ kind: 'event', boot: this.#boots - 1, event });
  }

  #open(source: SummarySource, line: number, items: ReadItem[]): void {
    this.#remarks.say('other-zero', line, items, `${source.zero}.`);
    items.push({ kind: 'boot', boot: this.#boots, vmmStartNs: null, clock: source.clock });
    this.#boots += 1;
    this.#source = source;
    this.#names.clear();
  }
}
