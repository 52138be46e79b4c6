/**
 * The trace file that `--save` writes, as an input format. Readable up to its last whole line after a crash; runs
 * appended to one file follow one another as more boots. Layout: `trace/trace-file.ts`.
 */
import type { Provenance, ReadItem } from '../trace/boot.js';
import { warning } from '../trace/diagnostic.js';
import { InputError } from '../trace/errors.js';
import { TRACE_FILE_VERSION } from '../trace/trace-file.js';
import { parseRecord, type TraceRecord } from './boottrace-ndjson/records.js';
import type { LineParser, ReadOptions, SourceLine, TraceFormat } from './reading/format.js';

const HEADER_START = '{"kind":"header"';
const CUT_OFF =
  'The trace of this boot is incomplete: the program that wrote it was killed or is still writing. Everything so far was read; statistics leave the boot out.';

export const boottraceNdjson: TraceFormat = {
  id: 'boottrace',
  title: 'boottrace trace file',
  needles: [],
  sniff: (head) => (head.trimStart().startsWith(HEADER_START) ? 'certain' : 'no'),
  createParser: (options) => new TraceFileParser(options),
};

class TraceFileParser implements LineParser {
  readonly #input: string;
  #provenance: Provenance | null = null;
  /** This input's boot numbers, by the numbers in their section. */
  #bootsOfSection = new Map<number, number>();
  #boots = 0;
  /** Boots of a run's section that have not stopped yet, with their lines. */
  #running = new Map<number, number>();
  /** A line that is no record: torn when nothing follows it. */
  #badLine: number | null = null;

  constructor({ input }: ReadOptions) {
    this.#input = input;
  }

  push({ number, text }: SourceLine): readonly ReadItem[] {
    if (text.trim() === '') return [];
    const items: ReadItem[] = [];
    this.#reportBadLine('bad-line', items);
    const record = parseRecord(text);
    if (record === null) this.#recover(number, text, items);
    else this.#accept(record, number, items);
    return items;
  }

  end(): readonly ReadItem[] {
    const items: ReadItem[] = [];
    this.#reportBadLine('torn-line', items);
    this.#endSection(items);
    return items;
  }

  /** A run appended after a torn line starts on the same row. */
  #recover(line: number, text: string, items: ReadItem[]): void {
    this.#badLine = line;
    const start = text.lastIndexOf(HEADER_START);
    const record = start > 0 ? parseRecord(text.slice(start)) : null;
    if (record === null) return;
    this.#reportBadLine('torn-line', items);
    this.#accept(record, line, items);
  }

  #accept(record: TraceRecord, line: number, items: ReadItem[]): void {
    if (record.kind === 'item') {
      this.#renumber(record.item, line, items);
    } else {
      this.#endSection(items);
      this.#startSection(record, line);
    }
  }

  #startSection({ schemaVersion, provenance }: TraceRecord & { kind: 'header' }, line: number): void {
    if (schemaVersion > TRACE_FILE_VERSION) {
      throw new InputError(
        'newer-trace-file',
        `${this.#input}, line ${line}: this trace file has version ${schemaVersion}, but this boottrace reads version ${TRACE_FILE_VERSION}.`,
        [
          `Read it with the version of boottrace that wrote it${provenance === null ? '' : ` (${provenance.boottrace})`}`,
        ],
      );
    }
    this.#provenance = provenance;
    this.#bootsOfSection = new Map();
  }

  #renumber(item: ReadItem, line: number, items: ReadItem[]): void {
    if (item.kind === 'diagnostic') {
      items.push(item);
    } else if (item.kind === 'boot') {
      this.#open(item, line, items);
    } else {
      const boot =
        this.#bootsOfSection.get(item.boot) ??
        this.#open({ kind: 'boot', boot: item.boot, vmmStartNs: null }, line, items);
      if (item.kind === 'stop') this.#running.delete(boot);
      items.push({ ...item, boot });
    }
  }

  /** A boot of a run that has not stopped was cut off with its program. */
  #endSection(items: ReadItem[]): void {
    for (const [boot, line] of this.#running) {
      const stop = {
        reason: 'interrupted' as const,
        detail: 'the trace ends before the end of the boot',
        timeNs: null,
      };
      items.push({ kind: 'stop', boot, stop }, warningItem('boot-cut-off', CUT_OFF, this.#input, line));
    }
    this.#running.clear();
  }

  #open(item: ReadItem & { kind: 'boot' }, line: number, items: ReadItem[]): number {
    const boot = this.#boots;
    this.#boots += 1;
    // Only a run that said when it began wrote as it went, and says of each boot how it stopped.
    if (this.#provenance?.startedAt !== undefined) this.#running.set(boot, line);
    this.#bootsOfSection.set(item.boot, boot);
    const provenance = this.#provenance === null ? {} : { provenance: this.#provenance };
    items.push({ ...item, boot, ...provenance });
    return boot;
  }

  #reportBadLine(code: 'bad-line' | 'torn-line', items: ReadItem[]): void {
    if (this.#badLine === null) return;
    const message =
      code === 'torn-line'
        ? 'The line was cut off, as after a crash. Everything before it was read.'
        : 'The line is not a record of a trace file and was skipped.';
    const line = this.#badLine;
    this.#badLine = null;
    items.push(warningItem(code, message, this.#input, line));
  }
}

function warningItem(code: string, message: string, input: string, line: number): ReadItem {
  return { kind: 'diagnostic', diagnostic: warning(code, message, { input, line }) };
}
