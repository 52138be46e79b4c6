/**
 * Reads one input whatever its format: holds the first bytes until the format is known, then passes lines to its
 * parser. What holds for every format is done here: limits on diagnostics, overlong lines, lines out of order.
 */
import type { ReadItem } from '../../trace/boot.js';
import { type Diagnostic, note, warning } from '../../trace/diagnostic.js';
import type { TraceEvent } from '../../trace/event.js';
import { type InputContent, judgeContent } from './content.js';
import type { Utf8Reader } from './decoded-reader.js';
import { DiagnosticLimit } from './diagnostic-limit.js';
import type { LineParser, ReadOptions, SourceLine, TraceFormat } from './format.js';
import { ItemLimit } from './item-limit.js';
import { LineScanner, MAX_LINE_BYTES } from './lines/line-scanner.js';
import { MarkedCodes } from './marked-codes.js';

/** How much of an input is held, at most, to tell its format. */
export const MAX_HEAD_BYTES = 64 * 1024;
const LF = 0x0a;

/** A note about doubts in the choice of the format. */
export type Doubt = Pick<Diagnostic, 'code' | 'message'>;

export interface Choice {
  readonly format: TraceFormat;
  readonly doubt: Doubt | null;
  /** What else is in the input by all of its first bytes, asked at its end when there is no doubt. */
  readonly also?: ((head: string) => Doubt | null) | undefined;
  /** False for a format that was chosen without a line of it. */
  readonly isRecognised: boolean;
}

/** Chooses a format from the first bytes; null asks for more, which is not possible when `isAll`. */
export type ChooseFormat = (head: string, isAll: { readonly isAll: boolean }) => Choice | null;

interface Pipeline {
  readonly format: TraceFormat;
  readonly scanner: LineScanner;
  readonly parser: LineParser;
  readonly marks: MarkedCodes;
}

export class FormatReader implements Utf8Reader {
  readonly #options: ReadOptions;
  readonly #choose: ChooseFormat;
  readonly #limit = new DiagnosticLimit();
  readonly #room = new ItemLimit();
  readonly #latest = new Map<number, TraceEvent>();
  #outOfOrder = 0;
  #firstOutOfOrderLine: number | null = null;
  #head: Buffer = Buffer.alloc(0);
  #pipeline: Pipeline | null = null;
  #doubt: Doubt | null = null;
  #also: (head: string) => Doubt | null = () => null;
  #isRecognised = false;

  constructor(options: ReadOptions, choose: ChooseFormat) {
    this.#options = options;
    this.#choose = choose;
  }

  get format(): string | null {
    return this.#pipeline?.format.id ?? null;
  }

  get content(): InputContent {
    return judgeContent(this.#headText(), this.#isRecognised);
  }

  get room(): Buffer | null {
    return this.#pipeline?.scanner.room ?? null;
  }

  push(chunk: Uint8Array): readonly ReadItem[] {
    const held = this.#head;
    if (held.length < MAX_HEAD_BYTES)
      this.#head = Buffer.concat([held, chunk.subarray(0, MAX_HEAD_BYTES - held.length)]);
    if (this.#pipeline !== null) return this.#read(this.#pipeline, chunk);
    const isFull = this.#head.length === MAX_HEAD_BYTES;
    // Without a new whole line, the answer cannot have changed.
    if (isFull || chunk.includes(LF)) this.#start({ isAll: isFull });
    if (this.#pipeline === null) return [];
    const items = [...this.#read(this.#pipeline, this.#head)];
    // Until the head was full, all that came before is in it; of this chunk the rest may not be.
    append(items, this.#read(this.#pipeline, chunk.subarray(this.#head.length - held.length)));
    return items;
  }

  end(): readonly ReadItem[] {
    const items: ReadItem[] = [];
    if (this.#pipeline === null) {
      this.#start({ isAll: true });
      if (this.#pipeline !== null) append(items, this.#read(this.#pipeline, this.#head));
    }
    if (this.#pipeline === null) throw new Error('no format was chosen for a whole input');
    const pipeline = this.#pipeline;
    const { scanner, parser } = pipeline;
    scanner.end((line) => this.#parse(pipeline, line, items));
    this.#pass(parser.end(), pipeline, items, 0);
    this.#mark(pipeline.marks.end(), items);
    for (const diagnostic of this.#closingFindings(scanner)) items.push({ kind: 'diagnostic', diagnostic });
    append(items, this.#limit.summaries());
    return items;
  }

  #start(extent: { readonly isAll: boolean }): void {
    const choice = this.#choose(this.#headText(), extent);
    if (choice === null) return;
    const { format } = choice;
    this.#doubt = choice.doubt;
    this.#also = choice.also ?? (() => null);
    this.#isRecognised = choice.isRecognised;
    const parser = format.createParser({ ...this.#options, head: () => this.#headText() });
    const own = this.#options.marks;
    const marks = new MarkedCodes(own ?? format.marks ?? [], { isBuiltIn: own === undefined });
    const isAnyLine = format.marksAnyLine === true && (own ?? []).length > 0;
    this.#pipeline = { format, parser, marks, scanner: new LineScanner(isAnyLine ? [] : format.needles) };
  }

  #headText(): string {
    return this.#head.toString('utf8');
  }

  #read(pipeline: Pipeline, chunk: Uint8Array): readonly ReadItem[] {
    const items: ReadItem[] = [];
    pipeline.scanner.push(chunk, (line) => this.#parse(pipeline, line, items));
    return items;
  }

  #parse(pipeline: Pipeline, line: SourceLine, items: ReadItem[]): boolean {
    this.#pass(pipeline.parser.push(line), pipeline, items, line.end - line.start);
    return pipeline.parser.wantsNext === true;
  }

  /** @param length of the line that they came from, in bytes */
  #pass(from: readonly ReadItem[], { marks }: Pipeline, items: ReadItem[], length: number): void {
    for (const item of from) {
      if (item.kind === 'diagnostic') {
        const admitted = this.#limit.admit(item.diagnostic);
        if (admitted !== null) items.push({ kind: 'diagnostic', diagnostic: admitted });
        continue;
      }
      const hasRoom = this.#room.admit(item, length);
      if (hasRoom) items.push(item);
      if (item.kind !== 'event') continue;
      const { boot, event } = item;
      if (hasRoom) this.#watchOrder(boot, event);
      if (event.kind === 'text') this.#mark(marks.codesOf(boot, event), items);
    }
  }

  #mark(codes: readonly ReadItem[], items: ReadItem[]): void {
    for (const code of codes) if (code.kind === 'event' && this.#room.admit(code, 0)) items.push(code);
  }

  /** A line of text that went through a port byte by byte ends after events that began later: it stands where it began. */
  #watchOrder(boot: number, event: TraceEvent): void {
    const latest = this.#latest.get(boot);
    if (latest === undefined || event.timeNs >= latest.timeNs) {
      this.#latest.set(boot, event);
      return;
    }
    if (event.line !== null && latest.line !== null && event.line <= latest.line) return;
    this.#outOfOrder += 1;
    this.#firstOutOfOrderLine ??= event.line;
  }

  #closingFindings(scanner: LineScanner): Diagnostic[] {
    const { input } = this.#options;
    const { count, firstLine } = scanner.longLines;
    const found: Diagnostic[] = [];
    const doubt = this.#doubt ?? this.#also(this.#headText());
    if (doubt !== null) found.push(note(doubt.code, doubt.message, { input }));
    if (count > 0) {
      const message = `Lines longer than ${MAX_LINE_BYTES} bytes: ${count}. Only their end was read.`;
      found.push(warning('long-line', message, { input, line: firstLine }));
    }
    for (const { code, message } of this.#room.findings()) found.push(warning(code, message, { input }));
    if (this.#outOfOrder > 0) {
      const message = `Events out of order: ${this.#outOfOrder}. They were sorted by time.`;
      found.push(note('out-of-order', message, { input, line: this.#firstOutOfOrderLine }));
    }
    return found;
  }
}

function append(items: ReadItem[], more: readonly ReadItem[]): void {
  for (const item of more) items.push(item);
}
