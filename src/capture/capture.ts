/**
 * What the guest did, byte by byte, made into the events of a trace: text becomes lines, each with the time of
 * its first byte. A guest that never stops writing is cut off here, counted, and said so.
 */
import type { ReadItem } from '../trace/boot.js';
import { type Diagnostic, warning } from '../trace/diagnostic.js';
import type {
  CodeEvent,
  MomentEvent,
  Nanoseconds,
  TextChannel,
  TextEvent,
  TraceEvent,
} from '../trace/event.js';
import type { LastWords } from '../trace/last-words.js';
import { momentOfLine } from '../trace/line-moments.js';
import { matchMarks, type TextMark } from '../trace/marks.js';
import { type FunctionEntryEvent, type FunctionName, type GuestEvent, TEXT_CHANNELS } from './guest-event.js';
import { PanicWatch } from './panic-watch.js';

/** Maximum number of codes, and of text lines per channel, that one run keeps. */
const MAX_CODES = 2_000_000;
/** Maximum number of function entries. */
const MAX_FUNCTIONS = 200_000;
const MAX_LINES = 200_000;
/** A longer line is cut into several. */
const MAX_LINE_BYTES = 4096;
/** Maximum amount of text per channel that one run keeps. */
const MAX_TEXT_BYTES = 32 * 1024 * 1024;

/** A line that nothing is added to for so long is whole: a prompt, mostly. */
const IDLE_NS = 500e6;

const LF = 0x0a;
const CR = 0x0d;

interface OpenLine {
  timeNs: Nanoseconds;
  /** Of its newest byte. */
  lastNs: Nanoseconds;
  vcpu: number | null;
  length: number;
  /** True when what came before it of the same line was taken for a line: too long, or idle. */
  isRest: boolean;
  lines: number;
  /** Of all lines kept. */
  textBytes: number;
  dropped: number;
  readonly bytes: Uint8Array;
}

export interface CaptureParts {
  /** Number of the boot among the boots of the run. */
  readonly boot: number;
  readonly emit: (item: ReadItem) => void;
  /** Lines of text that stand for codes. */
  readonly marks: readonly TextMark[];
  /** Called for each code that a mark gives; a guest's own codes are known where they are written. */
  readonly onMark: (code: number) => void;
  /** What a function entry is in the trace; needed where functions are marked. */
  readonly nameFunction?: (event: FunctionEntryEvent) => FunctionName;
  /** Called for each byte of text. */
  readonly onByte: (channel: TextChannel, value: number) => void;
  /** Called for each line that is a moment. It makes no event: what it stands for is decided when the whole boot is known. */
  readonly onMoment?: (moment: MomentEvent) => void;
}

export class Capture {
  readonly #parts: CaptureParts;
  readonly #lines: ReadonlyMap<TextChannel, OpenLine>;
  readonly #decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  #codes = 0;
  #functions = 0;
  #lastCode: { readonly code: number; readonly timeNs: Nanoseconds } | null = null;
  #lastText: { readonly text: string; readonly endNs: Nanoseconds } | null = null;
  #lastMoment: string | null = null;
  readonly #panic = new PanicWatch();

  constructor(parts: CaptureParts) {
    this.#parts = parts;
    this.#lines = new Map(TEXT_CHANNELS.map((channel) => [channel, newLine()]));
  }

  /** The newest code, whether or not it was kept. */
  get lastCode(): { readonly code: number; readonly timeNs: Nanoseconds } | null {
    return this.#lastCode;
  }

  /** Key of the newest moment that a line named; null for none. */
  get lastMoment(): string | null {
    return this.#lastMoment;
  }

  /** What the guest said when it gave up; null when it did not. */
  get panic(): LastWords | null {
    return this.#panic.words;
  }

  /** True when the guest has given up, and said what it has to say about it. */
  isPanicOver(nowNs: Nanoseconds): boolean {
    const lastNs = Math.max(...[...this.#lines.values()].map((line) => line.lastNs));
    return this.#panic.isOver(nowNs, lastNs);
  }

  /** The last line of any channel that is not blank; complete when capturing is finished. */
  get lastText(): string | null {
    return this.#lastText?.text ?? null;
  }

  /** Ends lines that have been open for long: a prompt waits without a line end. */
  endIdleLines(nowNs: Nanoseconds): void {
    for (const [channel, line] of this.#lines) {
      if (line.length > 0 && nowNs - line.lastNs > IDLE_NS) this.#endLine(channel, line);
    }
  }

  /** Bound to its object: an engine hands it on as it is. */
  readonly push = (event: GuestEvent): void => {
    switch (event.kind) {
      case 'code':
        this.#code(event);
        break;
      case 'byte':
        this.#byte(event);
        break;
      case 'lifecycle':
        this.#event({ ...event, line: null });
        break;
      case 'function-entry':
        this.#function(event);
        break;
    }
  };

  /** Ends the lines that were left open; returns what had to be left out. */
  finish(): Diagnostic[] {
    for (const [channel, line] of this.#lines) if (line.length > 0) this.#endLine(channel, line);
    const cut = [...this.#lines].map(([channel, line]) => ({
      what: `lines of ${channel}`,
      count: line.dropped,
    }));
    cut.push({ what: 'codes', count: this.#codes - MAX_CODES });
    cut.push({ what: 'function entries', count: this.#functions - MAX_FUNCTIONS });
    return cut
      .filter(({ count }) => count > 0)
      .map(({ what, count }) => {
        const message = `the guest wrote more than a trace can hold: ${count} ${what} were counted but not kept`;
        return warning('capture-limit', message);
      });
  }

  #event(event: TraceEvent): void {
    this.#parts.emit({ kind: 'event', boot: this.#parts.boot, event });
  }

  #code(event: CodeEvent): void {
    this.#codes++;
    this.#lastCode = event;
    if (this.#codes <= MAX_CODES) this.#event(event);
  }

  #function(entry: FunctionEntryEvent): void {
    const { nameFunction } = this.#parts;
    if (nameFunction === undefined || ++this.#functions > MAX_FUNCTIONS) return;
    const { timeNs, vcpu } = entry;
    this.#event({ kind: 'function', timeNs, line: null, vcpu, ...nameFunction(entry) });
  }

  /** What a line means, whether or not it was kept: also a guest that wrote too much arrives, or panics. */
  #look(line: TextEvent, endNs: Nanoseconds): void {
    const text = line.text.trim();
    if (text !== '' && endNs >= (this.#lastText?.endNs ?? 0)) this.#lastText = { text, endNs };
    this.#panic.look(line, endNs);
    for (const mark of matchMarks(this.#parts.marks, line)) {
      this.#codes++;
      this.#lastCode = mark;
      if (this.#codes <= MAX_CODES) this.#event(mark);
      this.#parts.onMark(mark.code);
    }
    const moment = momentOfLine(line);
    if (moment === null) return;
    this.#lastMoment = moment.key;
    this.#parts.onMoment?.(moment);
  }

  #byte({ timeNs, vcpu, channel, value }: GuestEvent & { kind: 'byte' }): void {
    this.#parts.onByte(channel, value);
    const line = this.#lines.get(channel)!;
    if (line.length === 0) {
      line.timeNs = timeNs;
      line.vcpu = vcpu;
    }
    // The line end is part of the bytes until the line is taken out, so that an empty line has a first byte too.
    line.bytes[line.length++] = value;
    line.lastNs = timeNs;
    if (value === LF || line.length === MAX_LINE_BYTES) this.#endLine(channel, line);
  }

  #endLine(channel: TextChannel, line: OpenLine): void {
    let end = line.length;
    if (line.bytes[end - 1] === LF) end--;
    while (line.bytes[end - 1] === CR) end--;
    const isEmptyRest = line.isRest && end === 0;
    line.isRest = line.bytes[line.length - 1] !== LF;
    line.length = 0;
    if (isEmptyRest) return;
    const text = this.#decoder.decode(line.bytes.subarray(0, end));
    const { timeNs, vcpu } = line;
    const event: TextEvent = { kind: 'text', timeNs, line: null, vcpu, channel, text };
    const hasRoom = line.dropped === 0 && line.lines < MAX_LINES && line.textBytes + end <= MAX_TEXT_BYTES;
    if (hasRoom) {
      line.lines++;
      line.textBytes += end;
      this.#event(event);
    } else line.dropped++;
    this.#look(event, line.lastNs);
  }
}

function newLine(): OpenLine {
  const bytes = new Uint8Array(MAX_LINE_BYTES);
  return {
    timeNs: 0,
    lastNs: 0,
    vcpu: 0,
    length: 0,
    isRest: false,
    lines: 0,
    textBytes: 0,
    dropped: 0,
    bytes,
  };
}
