/** What a log format is to the rest of the program. To add one: docs/adding-a-format.md. */
import type { ReadItem } from '../../trace/boot.js';
import type { Nanoseconds } from '../../trace/event.js';
import type { TextMark } from '../../trace/marks.js';
import type { InputContent } from './content.js';

/** A line while it is being read: it is gone when `push` returns. */
export interface SourceLine {
  /** From 1. */
  readonly number: number;
  /** Without its line end (LF or CR LF); invalid UTF-8 is replaced. Decoded when it is asked for. */
  readonly text: string;
  /** The memory that holds its bytes, from `start` to before `end`, likewise without the line end. */
  readonly block: Uint8Array;
  readonly start: number;
  readonly end: number;
}

/** Synchronous, so that it works for files, pipes and tests. */
export interface LineParser {
  /** True when the line that follows matters whatever it holds, as where one line was broken in two. */
  readonly wantsNext?: boolean;
  push(line: SourceLine): readonly ReadItem[];
  end(): readonly ReadItem[];
}

/** When the lines of a live input came. Asked in the order of lines. */
export interface LineArrivals {
  /** From the first character of all to the first of this line, from 1; null for a line that was there before anybody looked. */
  arrivalNs(line: number): Nanoseconds | null;
  /** The first line that has such a time; null for none. */
  readonly firstNew: number | null;
  /** How late the times may be: a sentence. */
  readonly resolution: string;
}

/** What `--time-format` takes. The first is the default. */
export const TIME_FORMATS = ['auto', 'total-micros', 'decimal'] as const;
export type TimeFormat = (typeof TIME_FORMATS)[number];

export interface ReadOptions {
  /** Name of the input, for diagnostics. */
  readonly input: string;
  /** Cloud Hypervisor's `--log-format` template, when the log was written with one. */
  readonly logFormat?: string;
  /** How Cloud Hypervisor's trailing seconds are read; `auto` tells the misprint from plain decimals. */
  readonly timeFormat?: TimeFormat;
  /** Lines of text that stand for codes, instead of the format's own. */
  readonly marks?: readonly TextMark[];
  /** The first bytes of the input (at most 64 KiB of what came), for a format that says what it saw when it finds no events. */
  readonly head?: () => string;
  /** Of an input that is read while it is written; absent for one that is there. */
  readonly arrivals?: LineArrivals | undefined;
}

export interface TraceFormat {
  /** What `--input-format` takes and what JSON calls `format`. */
  readonly id: string;
  readonly title: string;
  /**
   * Byte strings; a line with none of them is passed over without being decoded. Empty: every line is parsed.
   * Best are 4 to 7 bytes that begin with a rare one: Node searches 8 and more with a slower method.
   */
  readonly needles: readonly string[];
  /** Any line may match a mark of the user's, so with marks every line is parsed, which takes longer. */
  readonly marksAnyLine?: true;
  /** Ids of other formats whose lines this format also reads, so that no note about them is needed. */
  readonly covers?: readonly string[];
  /** Its parser judges the first bytes too: it is made when 64 KiB, or the whole input, came. */
  readonly needsHead?: true;
  /** Marks for text of this format when the user gives none. */
  readonly marks?: readonly TextMark[];
  /**
   * Judges the first bytes of an input. `certain` and `yes` decide at once: `certain` for an input that begins as only
   * this format does, `yes` when a line of the format was found. `maybe` counts when 64 KiB, or the whole input,
   * brought no `yes`. `guess` counts when no format answers anything stronger.
   */
  sniff(head: string, fileName: string): 'certain' | 'yes' | 'maybe' | 'guess' | 'no';
  createParser(options: ReadOptions): LineParser;
}

/** Bytes in, items out: detection, line splitting and parsing of one input. */
export interface TraceReader {
  /** Id of the format in use; null until enough bytes have come to tell. */
  readonly format: string | null;
  /** What the bytes that have come are. */
  readonly content: InputContent;
  /**
   * Where the next bytes are best read into: a chunk at its start that is pushed next is not copied. Holds until the next
   * push; null until the format is known.
   */
  readonly room: Buffer | null;
  push(chunk: Uint8Array): readonly ReadItem[];
  /** The next bytes are those of another content, as of the new file of a log that was rotated: a line that was cut off ends here. */
  startAnew(): readonly ReadItem[];
  end(): readonly ReadItem[];
}
