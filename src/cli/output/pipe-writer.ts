/**
 * Writing into a named pipe while a guest runs: what its reader does not take at once waits in memory, so that neither the
 * guest nor the clock waits for the reader.
 */
import type { Socket } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { EnvironmentError } from '../../trace/errors.js';
import { openPipe } from '../files/pipe-readers.js';

/** How long the end may take. */
export interface PipePatience {
  /** Longest time in which the reader takes nothing. */
  readonly stallMs: number;
  /** Once aborted, the user wants it to end soon. */
  readonly signal?: AbortSignal | undefined;
}

/** More than this waits for no reader. */
const MAX_WAITING = 64 * 2 ** 20;
/** One write, so that a reader that takes little at a time is seen to take something. */
const PIECE_BYTES = 64 * 1024;
const STALL_AFTER_ABORT_MS = 2000;
const LOOK_INTERVAL_MS = 20;

export class PipeWriter {
  readonly #socket: Socket;
  readonly #file: string;
  readonly #onError: (error: unknown) => void;
  #waiting: Uint8Array[] = [];
  #waitingBytes = 0;
  #isWriting = false;
  #hasFailed = false;
  #takenAtMs = performance.now();

  /** Throws ENXIO when the pipe has no reader. Calls `onError` once when the pipe accepts no more data. */
  constructor(file: string, onError: (error: unknown) => void) {
    this.#file = file;
    this.#onError = onError;
    this.#socket = openPipeSocket(file);
    this.#socket.on('error', (error) => this.#fail(error));
  }

  write(bytes: Uint8Array): void {
    if (this.#hasFailed) return;
    if (this.#waitingBytes + bytes.length > MAX_WAITING) {
      this.#fail(this.#tooSlow(`${this.#waitingBytes} bytes are waiting for its reader`));
      return;
    }
    // A copy, because the caller reuses the buffer.
    this.#waiting.push(Uint8Array.from(bytes));
    this.#waitingBytes += bytes.length;
    this.#pass();
  }

  /** Waits until the reader has taken everything, or takes nothing any more. */
  async close({ stallMs, signal }: PipePatience): Promise<void> {
    this.#takenAtMs = performance.now();
    while (!this.#hasFailed && (this.#isWriting || this.#waitingBytes > 0)) {
      const limitMs = signal?.aborted ? Math.min(STALL_AFTER_ABORT_MS, stallMs) : stallMs;
      if (performance.now() - this.#takenAtMs > limitMs)
        this.#fail(this.#tooSlow(`its reader has taken nothing for ${limitMs / 1000} s`));
      else await setTimeout(LOOK_INTERVAL_MS);
    }
    this.#socket.destroy();
  }

  #pass(): void {
    if (this.#isWriting || this.#hasFailed || this.#waitingBytes === 0) return;
    const piece = this.#takePiece();
    this.#isWriting = true;
    this.#socket.write(piece, (error) => {
      this.#isWriting = false;
      this.#takenAtMs = performance.now();
      if (!error) this.#pass();
    });
  }

  #takePiece(): Buffer {
    const pieces: Uint8Array[] = [];
    let length = 0;
    while (this.#waiting.length > 0 && length < PIECE_BYTES) {
      const next = this.#waiting.shift()!;
      pieces.push(next);
      length += next.length;
    }
    this.#waitingBytes -= length;
    return Buffer.concat(pieces, length);
  }

  #tooSlow(why: string): EnvironmentError {
    return new EnvironmentError('output-failed', `cannot write ${this.#file}: ${why}`);
  }

  #fail(error: unknown): void {
    if (this.#hasFailed) return;
    this.#hasFailed = true;
    this.#waiting = [];
    this.#waitingBytes = 0;
    this.#socket.destroy();
    this.#onError(error);
  }
}

/** A socket, which a full pipe does not block. Loaded here: few runs need one. */
export function openPipeSocket(file: string): Socket {
  const { Socket } = process.getBuiltinModule('node:net');
  return new Socket({ fd: openPipe(file), readable: false, writable: true });
}
