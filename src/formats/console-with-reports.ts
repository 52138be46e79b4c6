/**
 * A capture in which several programs wrote: a console with reports of moments in it (U-Boot's bootstage, coreboot's timestamps, a list of
 * names and times), or a report with a kernel's log behind it. Each is a boot beside the others, on its own clock. A reader is made where
 * its lines begin, so that others cost a look a line.
 */
import type { ReadItem } from '../trace/boot.js';
import type { LineParser, ReadOptions, SourceLine, TraceFormat } from './reading/format.js';
import { unwrapLine } from './reading/wrappings.js';

export interface ReportFormat {
  readonly format: TraceFormat;
  /** A line with which its report begins. */
  readonly begins: RegExp;
}

/** The format, with the other things that such captures contain. */
export function withReports(console: TraceFormat, reports: readonly ReportFormat[]): TraceFormat {
  const others = reports.filter(({ format }) => format.id !== console.id);
  return {
    ...console,
    covers: [...(console.covers ?? []), ...others.map(({ format }) => format.id)],
    marks: console.marks ?? others.flatMap(({ format }) => format.marks ?? []),
    createParser: (options) => new ConsoleParser(console, others, options),
  };
}

interface OpenReader {
  readonly parser: LineParser;
  readonly boots: Map<number, number>;
}

class ConsoleParser implements LineParser {
  readonly #console: OpenReader;
  readonly #reports: readonly ReportFormat[];
  readonly #options: ReadOptions;
  readonly #open = new Map<string, OpenReader>();
  #boots = 0;

  constructor(console: TraceFormat, reports: readonly ReportFormat[], options: ReadOptions) {
    this.#console = { parser: console.createParser(options), boots: new Map() };
    this.#reports = reports;
    this.#options = options;
  }

  push(line: SourceLine): readonly ReadItem[] {
    const items = this.#renumber(this.#console, this.#console.parser.push(line));
    const text = textOf(items) ?? line.text;
    const { number, block, start, end } = line;
    for (const { format, begins } of this.#reports) {
      const known = this.#open.get(format.id);
      if (known === undefined && !begins.test(text) && !begins.test(unwrapLine(text).text)) continue;
      const reader = known ?? { parser: format.createParser(this.#options), boots: new Map() };
      this.#open.set(format.id, reader);
      items.push(...this.#renumber(reader, reader.parser.push({ number, text, block, start, end })));
    }
    return items;
  }

  end(): readonly ReadItem[] {
    const readers = [this.#console, ...this.#open.values()];
    const items = readers.flatMap((reader) => this.#renumber(reader, reader.parser.end()));
    return this.#boots === 0 ? items : items.filter((item) => !isEmptiness(item));
  }

  /** Each reader counts its own boots. */
  #renumber({ boots }: OpenReader, items: readonly ReadItem[]): ReadItem[] {
    return items.map((item) => {
      if (item.kind === 'diagnostic') return item;
      const boot = boots.get(item.boot) ?? this.#boots++;
      boots.set(item.boot, boot);
      return { ...item, boot };
    });
  }
}

/** The line as the console's reader bared it. */
function textOf(items: readonly ReadItem[]): string | null {
  for (const item of items) if (item.kind === 'event' && item.event.kind === 'text') return item.event.text;
  return null;
}

function isEmptiness(item: ReadItem): boolean {
  return item.kind === 'diagnostic' && item.diagnostic.code === 'no-events';
}
