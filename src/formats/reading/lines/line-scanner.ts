/**
 * Bytes in, lines out: finds the lines that hold one of a format's needles, with exact line numbers, and never
 * looks at the others twice. Memory is constant: one window, plus the part of a line that has not ended yet.
 */
import type { SourceLine } from '../format.js';
import { type CountedMemory, createCountedMemory } from './newline-counter.js';

const LF = 0x0a;
const CR = 0x0d;
/** Fits the second-level cache together with its copy; smaller and larger measured slower. */
const WINDOW_BYTES = 512 * 1024;

/** Longest line that is kept whole. Of a longer one the end is kept: a message ends its row. */
export const MAX_LINE_BYTES = 1024 * 1024;

/** The one line object of a scanner, set anew for each line that is given out. */
class ScannedLine implements SourceLine {
  readonly block: Buffer;
  number = 0;
  start = 0;
  end = 0;
  #text: string | null = null;

  constructor(block: Buffer) {
    this.block = block;
  }

  get text(): string {
    this.#text ??= this.block.toString('utf8', this.start, this.end);
    return this.#text;
  }

  set(number: number, start: number, end: number): void {
    this.number = number;
    this.start = start;
    this.end = end > start && this.block[end - 1] === CR ? end - 1 : end;
    this.#text = null;
  }
}

/** Takes a line, which is gone when it returns; true asks for the next line too, whatever it holds. */
export type TakeLine = (line: SourceLine) => boolean | undefined;

export class LineScanner {
  readonly #memory: CountedMemory = createCountedMemory(MAX_LINE_BYTES + WINDOW_BYTES);
  readonly #line = new ScannedLine(this.#memory.bytes);
  readonly #needles: readonly Buffer[];
  /** Bytes of the line that has not ended, at the start of memory. */
  #held = 0;
  /** How many more bytes that line had; they are gone. */
  #dropped = 0;
  /** Lines that have ended. */
  #ended = 0;
  #longLines = 0;
  #firstLongLine: number | null = null;
  #wantsNext = false;

  /** Without needles every line is given out. */
  constructor(needles: readonly string[]) {
    this.#needles = needles.map((needle) => Buffer.from(needle));
  }

  /** Lines longer than MAX_LINE_BYTES so far, of which only the end was kept. */
  get longLines(): { readonly count: number; readonly firstLine: number | null } {
    return { count: this.#longLines, firstLine: this.#firstLongLine };
  }

  /**
   * Memory for the next bytes: a chunk that was read into its start and is pushed next is not copied. Holds until the next
   * push.
   */
  get room(): Buffer {
    const { bytes } = this.#memory;
    if (this.#held + WINDOW_BYTES > bytes.length) this.#trimHeldLine();
    return bytes.subarray(this.#held, this.#held + WINDOW_BYTES);
  }

  /** Gives out the matching lines that end in this chunk. */
  push(chunk: Uint8Array, take: TakeLine): void {
    for (let from = 0; from < chunk.length; from += WINDOW_BYTES) {
      this.#pushWindow(chunk.subarray(from, from + WINDOW_BYTES), take);
    }
  }

  /** Returns the last line if it matches and has no line end. */
  end(take: TakeLine): void {
    if (this.#held > 0) {
      const from = this.#startOfHeldLine(this.#held);
      this.#collect(from, this.#held, take);
    }
    this.#held = 0;
    this.#dropped = 0;
  }

  #pushWindow(window: Uint8Array, take: TakeLine): void {
    const { bytes } = this.#memory;
    if (this.#held + window.length > bytes.length) this.#trimHeldLine();
    const isInPlace = window.buffer === bytes.buffer && window.byteOffset === bytes.byteOffset + this.#held;
    if (!isInPlace) bytes.set(window, this.#held);
    const filled = this.#held + window.length;
    const lastEnd = bytes.subarray(this.#held, filled).lastIndexOf(LF);
    if (lastEnd === -1) {
      this.#held = filled;
    } else {
      const complete = this.#held + lastEnd + 1;
      const from = this.#startOfHeldLine(bytes.indexOf(LF, this.#held));
      this.#collect(from, complete, take);
      bytes.copyWithin(0, complete, filled);
      this.#held = filled - complete;
      this.#dropped = 0;
    }
  }

  /** Where the kept part of the held line starts, given where the line ends; counts it when it is too long. */
  #startOfHeldLine(end: number): number {
    if (this.#dropped + end <= MAX_LINE_BYTES) return 0;
    this.#longLines += 1;
    this.#firstLongLine ??= this.#ended + 1;
    return end - MAX_LINE_BYTES;
  }

  /** Makes room for a window. */
  #trimHeldLine(): void {
    const excess = this.#held - MAX_LINE_BYTES;
    this.#memory.bytes.copyWithin(0, excess, this.#held);
    this.#held = MAX_LINE_BYTES;
    this.#dropped += excess;
  }

  /** Gives out the matching lines of [from, to), which begins at the start of a line, and counts all of its lines. */
  #collect(from: number, to: number, take: TakeLine): void {
    const region = this.#memory.bytes.subarray(0, to);
    const nextHits = this.#needles.map((needle) => region.indexOf(needle, from));
    for (let at = from; at < to; ) {
      const isWanted = this.#needles.length === 0 || this.#wantsNext;
      const hit = isWanted ? at : this.#nearestHit(region, nextHits, at);
      if (hit === -1) {
        this.#ended += this.#memory.countNewlines(at, to);
        return;
      }
      let end = region.indexOf(LF, at);
      if (end !== -1 && end < hit) {
        const start = region.lastIndexOf(LF, hit) + 1;
        this.#ended += this.#memory.countNewlines(at, start);
        at = start;
        end = region.indexOf(LF, hit);
      }
      const hasEnded = end !== -1;
      this.#line.set(this.#ended + 1, at, hasEnded ? end : to);
      this.#wantsNext = take(this.#line) === true;
      if (hasEnded) this.#ended += 1;
      at = hasEnded ? end + 1 : to;
    }
  }

  /** First hit of any needle from `at` on, -1 when there is none; `nextHits` remembers what was found beyond. */
  #nearestHit(region: Buffer, nextHits: number[], at: number): number {
    let nearest = -1;
    for (let index = 0; index < nextHits.length; index += 1) {
      let hit = nextHits[index]!;
      if (hit !== -1 && hit < at) {
        hit = region.indexOf(this.#needles[index]!, at);
        nextHits[index] = hit;
      }
      if (hit !== -1 && (nearest === -1 || hit < nearest)) nearest = hit;
    }
    return nearest;
  }
}
