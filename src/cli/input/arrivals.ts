/**
 * When the lines of a live input came: each at its first character that shows, on this host's monotonic clock. A line end that comes
 * late (`\n\r`), and what clears a screen, begin no line. Bounded: times are kept until the reader has asked for those behind them.
 */
import type { LineArrivals } from '../../formats/reading/format.js';
import type { Nanoseconds } from '../../trace/event.js';
import type { ByteReading } from './byte-reading.js';

const NUL = 0x00;
const LF = 0x0a;
const CR = 0x0d;
const LINE_END = Uint8Array.of(LF);
const ESC = 0x1b;
const OPEN_BRACKET = 0x5b;
const CLEARS: readonly string[] = ['', '0', '1', '2', '3'];

/** Lines from `from` on came at this time; null for those that were there before. */
interface Run {
  readonly from: number;
  readonly atNs: Nanoseconds | null;
}

export interface ArrivalRecorder extends LineArrivals {
  /** The same reading, with bytes noted as they come while `isStamping` says that it matters when they come. */
  listen(reading: ByteReading, isStamping: () => boolean): ByteReading;
  /** What comes from now on is new; `resolution` is a sentence about how late it may be here. */
  begin(resolution: string): void;
  /** Takes note of bytes that have just come. */
  note(chunk: Uint8Array): void;
  /** What comes next is another line, also when the latest was cut off. */
  endLine(): void;
}

/** @param now the clock, in nanoseconds */
export function recordArrivals(now: () => bigint = process.hrtime.bigint): ArrivalRecorder {
  return new Arrivals(now);
}

class Arrivals implements ArrivalRecorder {
  resolution = '';
  readonly #now: () => bigint;
  #zero: bigint | null = null;
  #isLive = false;
  #firstNew: number | null = null;
  #runs: Run[] = [{ from: 1, atNs: null }];
  /** Number of the line that has not ended. */
  #line = 1;
  #isAtLineStart = true;
  /** No character of it that shows has come. */
  #isBlank = true;
  /** The bytes of a control sequence that has begun; null outside of one. */
  #sequence: string | null = null;

  constructor(now: () => bigint) {
    this.#now = now;
  }

  listen(reading: ByteReading, isStamping: () => boolean): ByteReading {
    return {
      ...reading,
      sink: (chunk) => {
        if (isStamping()) this.note(chunk);
        reading.sink(chunk);
      },
      onNewContent: () => {
        if (isStamping()) this.endLine();
        reading.onNewContent?.();
      },
      onLive: (resolution) => this.begin(resolution),
      isStamping,
    };
  }

  begin(resolution: string): void {
    this.#isLive = true;
    this.resolution = resolution;
  }

  arrivalNs(line: number): Nanoseconds | null {
    while (this.#runs[1] !== undefined && this.#runs[1].from <= line) this.#runs.shift();
    return this.#runs[0]?.atNs ?? null;
  }

  get firstNew(): number | null {
    return this.#firstNew;
  }

  note(chunk: Uint8Array): void {
    const atNs = this.#isLive ? this.#sinceZero() : null;
    if (chunk.length > 0) this.#isAtLineStart = chunk.at(-1) === LF;
    for (let at = 0; at < chunk.length; ) {
      const end = chunk.indexOf(LF, at);
      const to = end === -1 ? chunk.length : end;
      this.#noteWithin(chunk.subarray(at, to), atNs);
      if (end === -1) return;
      // A line that shows nothing came with its end.
      if (this.#isBlank) this.#begin(atNs);
      this.#line += 1;
      this.#isBlank = true;
      this.#sequence = null;
      at = end + 1;
    }
  }

  endLine(): void {
    if (!this.#isAtLineStart) this.note(LINE_END);
  }

  #sinceZero(): Nanoseconds {
    const now = this.#now();
    this.#zero ??= now;
    return Number(now - this.#zero);
  }

  #noteWithin(part: Uint8Array, atNs: Nanoseconds | null): void {
    // Of most parts the first character decides.
    if (!this.#isBlank && this.#sequence === null && !part.includes(ESC)) return;
    for (const byte of part) {
      if (this.#sequence !== null) this.#continueSequence(byte);
      else if (byte === ESC) this.#sequence = '';
      else if (this.#isBlank && byte !== CR && byte !== NUL) this.#begin(atNs);
    }
  }

  /** `ESC c` and `ESC [ J` clear what stood in the line: it begins anew with what is written then. */
  #continueSequence(byte: number): void {
    const sequence = `${this.#sequence}${String.fromCharCode(byte)}`;
    const isOpen = sequence === '[' || (sequence.startsWith('[') && byte < 0x40);
    this.#sequence = isOpen && sequence.length < 32 ? sequence : null;
    const isClear =
      sequence === 'c' ||
      (sequence.charCodeAt(0) === OPEN_BRACKET &&
        sequence.endsWith('J') &&
        CLEARS.includes(sequence.slice(1, -1)));
    if (isClear) this.#isBlank = true;
  }

  #begin(atNs: Nanoseconds | null): void {
    this.#isBlank = false;
    if (atNs !== null) this.#firstNew ??= this.#line;
    const latest = this.#runs.at(-1);
    if (latest?.atNs === atNs) return;
    if (latest?.from === this.#line) this.#runs.pop();
    this.#runs.push({ from: this.#line, atNs });
  }
}
