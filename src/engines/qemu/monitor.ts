/**
 * A client of QEMU's machine protocol (QMP: docs/interop/qmp-spec in QEMU's sources): JSON objects, one a line, over a
 * stream. Knows commands, answers and events; not what any of them means.
 */
import type { Duplex } from 'node:stream';

export interface MonitorEvent {
  readonly name: string;
  /** The host's wall clock when QEMU made it: seconds since 1970, and microseconds. */
  readonly seconds: number;
  readonly microseconds: number;
  readonly data: Readonly<Record<string, unknown>>;
}

/** Far more than any answer; a longer line ends the connection. */
const MAX_LINE_LENGTH = 16 * 2 ** 20;

interface Waiting {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
}

export class Monitor {
  readonly #stream: Duplex;
  readonly #onEvent: (event: MonitorEvent) => void;
  /** In the order of the commands, which is that of the answers. */
  readonly #waiting: Waiting[] = [];
  #text = '';
  #isOpen = true;

  constructor(stream: Duplex, onEvent: (event: MonitorEvent) => void) {
    this.#stream = stream;
    this.#onEvent = onEvent;
    stream.setEncoding('utf8');
    stream.on('data', (text: string) => this.#push(text));
    // QEMU's end closes when it exits, which is reported by its exit.
    stream.on('error', () => this.#close());
    stream.on('close', () => this.#close());
  }

  /** Rejects when QEMU refuses, and when the connection has ended. */
  execute(command: string, parameters: object = {}): Promise<unknown> {
    if (!this.#isOpen) return Promise.reject(new Error('QEMU is gone'));
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject });
      this.#stream.write(`${JSON.stringify({ execute: command, arguments: parameters })}\n`);
    });
  }

  #push(text: string): void {
    const lines = (this.#text + text).split('\n');
    this.#text = lines.pop() ?? '';
    if (this.#text.length > MAX_LINE_LENGTH) this.#stream.destroy();
    for (const line of lines) if (line.trim() !== '') this.#message(parseRecord(line));
  }

  #message(message: Readonly<Record<string, unknown>>): void {
    const { event, data, timestamp } = message;
    if (typeof event === 'string') {
      const { seconds, microseconds } = asRecord(timestamp);
      this.#onEvent({
        name: event,
        seconds: Number(seconds),
        microseconds: Number(microseconds),
        data: asRecord(data),
      });
      return;
    }
    if ('error' in message) {
      this.#waiting.shift()?.reject(new Error(String(asRecord(message['error'])['desc'])));
    } else if ('return' in message) {
      this.#waiting.shift()?.resolve(message['return']);
    }
  }

  #close(): void {
    this.#isOpen = false;
    for (const { reject } of this.#waiting.splice(0)) reject(new Error('QEMU is gone'));
  }
}

function parseRecord(line: string): Readonly<Record<string, unknown>> {
  try {
    return asRecord(JSON.parse(line));
  } catch {
    return {};
  }
}

/** A value that is not an object has no fields. */
export function asRecord(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
