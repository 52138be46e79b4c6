/**
 * Where the text of a guest's consoles goes while it runs: terminal, file, pseudo-terminal. On a terminal, nothing
 * that the guest writes controls it; a file gets the bytes as they were.
 */
import { writeSync } from 'node:fs';
import type { ConsoleTarget } from '../../engines/guest-flags.js';
import type { TextChannel } from '../../trace/event.js';
import { PrintableLine } from '../../trace/printable.js';
import { systemCode } from '../program/system-reason.js';
import { openFileWriter, type WriterOptions } from './file-writer.js';

/** The most that one console may write into a file: a guest that prints for ever must not fill the disk. */
const MAX_FILE_BYTES = 2 ** 30;
const BUFFER_BYTES = 64 * 1024;

/** Takes the bytes of one console. */
export interface TextSink {
  push(value: number): void;
  /** Passes on what is held; called when the guest is quiet for a moment and at the end. */
  flush(): void;
  close(): Promise<void>;
  /** How many bytes had nowhere to go. */
  lost(): number;
}

export type ConsoleTargets = ReadonlyMap<TextChannel, ConsoleTarget>;

/** Collects bytes and hands them on in pieces. */
function buffered(write: (bytes: Uint8Array) => number, close: () => void | Promise<void>): TextSink {
  const buffer = new Uint8Array(BUFFER_BYTES);
  let length = 0;
  let lost = 0;
  const flush = () => {
    if (length === 0) return;
    const taken = write(buffer.subarray(0, length));
    lost += length - taken;
    length = 0;
  };
  return {
    push(value) {
      buffer[length++] = value;
      if (length === BUFFER_BYTES) flush();
    },
    flush,
    async close() {
      flush();
      await close();
    },
    lost: () => lost,
  };
}

const LF = 0x0a;
const CR = 0x0d;

/** Maximum number of characters buffered for a slow reader of standard output. */
const MAX_WAITING = 16 * 2 ** 20;

/** Standard output, or its replacement. */
export interface TextTarget {
  write(text: string): unknown;
  /** What it has taken and not passed on yet; absent where it passes on at once. */
  readonly writableLength?: number;
}

/**
 * A terminal to which guests write. Control characters other than line ends and tabs are made visible, and commands to
 * CI logs are escaped. All consoles of a terminal share one instance, because one continues where another stopped.
 */
export class GuestTerminal {
  readonly #target: TextTarget;
  readonly #lineEnd: '\n' | '\r\n';
  readonly #line = new PrintableLine();

  constructor(target: TextTarget, lineEnd: '\n' | '\r\n' = '\n') {
    this.#target = target;
    this.#lineEnd = lineEnd;
  }

  /** False when too much waits for the reader, and nothing was written. */
  write(text: string): boolean {
    if ((this.#target.writableLength ?? 0) > MAX_WAITING) return false;
    const [first = '', ...lines] = text.split('\n');
    const shown = [this.#line.add(first)];
    for (const line of lines) {
      this.#line.end();
      shown.push(this.#line.add(line));
    }
    this.#target.write(shown.join(this.#lineEnd));
    return true;
  }

  /** What follows, a report or a prompt, begins on a line of its own. */
  endLine(): void {
    if (this.#line.isEmpty) return;
    this.#line.end();
    this.#target.write(this.#lineEnd);
  }
}

/** What a reader leaves waiting for too long is lost, and counted. */
export function terminalSink(terminal: GuestTerminal): TextSink {
  const decoder = new TextDecoder();
  let last = LF;
  const show = (bytes: Uint8Array) =>
    terminal.write(decoder.decode(bytes, { stream: true })) ? bytes.length : 0;
  const sink = buffered(show, () => terminal.endLine());
  return {
    ...sink,
    push(value) {
      // The carriage return before a line end is the terminal's own matter.
      if (last === CR && value !== LF) sink.push(CR);
      if (value !== CR) sink.push(value);
      last = value;
    },
  };
}

/** Throws InputError when the file cannot be made. */
export function fileSink(path: string, writing?: WriterOptions): TextSink {
  const writer = openFileWriter(path, writing);
  let written = 0;
  const write = (bytes: Uint8Array) => {
    const room = Math.max(0, Math.min(bytes.length, MAX_FILE_BYTES - written));
    if (!writer.write(bytes.subarray(0, room))) return 0;
    written += room;
    return room;
  };
  return buffered(write, writer.close);
}

/** Bytes that find the terminal full are lost, and counted: the guest never waits for a reader. */
export function ptySink(fd: number, close: () => void): TextSink {
  const write = (bytes: Uint8Array) => {
    try {
      return writeSync(fd, bytes);
    } catch (error) {
      if (systemCode(error) === 'EAGAIN') return 0;
      throw error;
    }
  };
  return buffered(write, close);
}
