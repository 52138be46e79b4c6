/**
 * What a format of whole lines needs to be read behind whatever collected it: each line is bared by the table of wrappings, and the
 * lines of each writer go to a parser of their own. A line that is the format's own as it stands is left alone.
 */
import type { ReadItem } from '../../trace/boot.js';
import type { LineParser, ReadOptions, SourceLine, TraceFormat } from './format.js';
import { unquoteLine } from './quoted-line.js';
import { unwrapLine, unwrapLines } from './wrappings.js';

/** True of a line that the format reads. */
type IsOwn = (line: string) => boolean;

/** Machines beyond this many are taken for one. */
const MAX_WRITERS = 256;
/** Longest line that is bared. */
const MAX_ROW = 4096;

/** The format, also of wrapped lines. `hint` has a match in every text of the format: without one, nothing is unwrapped to look for it. */
export function unwrapped(format: TraceFormat, isOwn: IsOwn, hint: RegExp | null = null): TraceFormat {
  return {
    ...format,
    sniff: (head, fileName) => {
      if (hint !== null && !hint.test(head)) return 'no';
      const verdict = format.sniff(head, fileName);
      if (verdict !== 'no') return verdict;
      const bare = unwrapLines(head)
        .map(({ text }) => (isOwn(text) ? text : (bareWithin(text, isOwn) ?? text)))
        .join('\n');
      const inner = bare === head ? 'no' : format.sniff(bare, fileName);
      return inner === 'certain' ? 'yes' : inner;
    },
    createParser: (options) => new UnwrappingParser(format, options, isOwn),
  };
}

interface BareLine {
  readonly text: string;
  readonly writer: string | null;
}

function bareLine(row: string, isOwn: IsOwn): BareLine {
  if (row.length > MAX_ROW || isOwn(row)) return { text: row, writer: null };
  const { text, writer } = unwrapLine(row);
  if (text !== row && isOwn(text)) return { text, writer };
  const inner = bareWithin(text, isOwn);
  return { text: inner ?? (writer === null ? row : text), writer };
}

/** The line without quotes or indentation; null if neither is of this format. */
function bareWithin(text: string, isOwn: IsOwn): string | null {
  const unquoted = unquoteLine(text);
  return [unquoted, unquoted.trimStart()].find(isOwn) ?? null;
}

class UnwrappingParser implements LineParser {
  readonly #format: TraceFormat;
  readonly #options: ReadOptions;
  readonly #isOwn: IsOwn;
  readonly #parsers = new Map<
    string | null,
    { readonly parser: LineParser; readonly boots: Map<number, number> }
  >();
  #boots = 0;

  constructor(format: TraceFormat, options: ReadOptions, isOwn: IsOwn) {
    this.#format = format;
    this.#options = options;
    this.#isOwn = isOwn;
  }

  push({ number, text: row, block, start, end }: SourceLine): readonly ReadItem[] {
    const { text, writer } = bareLine(row, this.#isOwn);
    const { parser } = this.#of(writer);
    return this.#renumber(writer, parser.push({ number, text, block, start, end }));
  }

  end(): readonly ReadItem[] {
    // A parser that nothing came to says what is missing.
    if (this.#parsers.size === 0) this.#of(null);
    const items = [...this.#parsers].flatMap(([writer, { parser }]) => this.#renumber(writer, parser.end()));
    const empty = items.filter(isEmptiness);
    const others = items.filter((item) => !isEmptiness(item));
    return this.#boots > 0 ? others : [...others, ...empty.slice(0, 1)];
  }

  #of(name: string | null) {
    const writer = this.#parsers.has(name) || this.#parsers.size < MAX_WRITERS ? name : null;
    const known = this.#parsers.get(writer);
    if (known !== undefined) return known;
    const state = { parser: this.#format.createParser(this.#options), boots: new Map<number, number>() };
    this.#parsers.set(writer, state);
    return state;
  }

  /** Each parser counts its own boots. */
  #renumber(writer: string | null, items: readonly ReadItem[]): readonly ReadItem[] {
    const { boots } = this.#of(writer);
    return items.map((item) => {
      if (item.kind === 'diagnostic') return item;
      const boot = boots.get(item.boot) ?? this.#boots++;
      boots.set(item.boot, boot);
      return item.kind === 'boot' && writer !== null ? { ...item, boot, writer } : { ...item, boot };
    });
  }
}

function isEmptiness(item: ReadItem): boolean {
  return item.kind === 'diagnostic' && item.diagnostic.code === 'no-events';
}
