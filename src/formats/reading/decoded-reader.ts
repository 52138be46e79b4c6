/**
 * The layer between the bytes of an input and its reader. It converts to UTF-8, and separates contents that follow one
 * another.
 */
import type { ReadItem } from '../../trace/boot.js';
import type { InputContent } from './content.js';
import type { TraceReader } from './format.js';
import { Utf8Bytes } from './lines/utf-16.js';

const LF = 0x0a;
const LINE_END = Uint8Array.of(LF);
const NOTHING: readonly ReadItem[] = [];

/** Reads bytes of UTF-8. */
export type Utf8Reader = Omit<TraceReader, 'startAnew'>;

export class DecodedReader implements TraceReader {
  readonly #reader: Utf8Reader;
  #bytes = new Utf8Bytes();
  #isAtLineStart = true;

  constructor(reader: Utf8Reader) {
    this.#reader = reader;
  }

  get format(): string | null {
    return this.#reader.format;
  }

  get content(): InputContent {
    return this.#reader.content;
  }

  /** What is decoded cannot be read into place. */
  get room(): Buffer | null {
    return this.#bytes.areUnchanged ? this.#reader.room : null;
  }

  push(chunk: Uint8Array): readonly ReadItem[] {
    return this.#pass(this.#bytes.push(chunk));
  }

  startAnew(): readonly ReadItem[] {
    const items = [...this.#pass(this.#bytes.end())];
    if (!this.#isAtLineStart) items.push(...this.#pass(LINE_END));
    this.#bytes = new Utf8Bytes();
    return items;
  }

  end(): readonly ReadItem[] {
    return [...this.#pass(this.#bytes.end()), ...this.#reader.end()];
  }

  #pass(bytes: Uint8Array): readonly ReadItem[] {
    if (bytes.length === 0) return NOTHING;
    this.#isAtLineStart = bytes.at(-1) === LF;
    return this.#reader.push(bytes);
  }
}
