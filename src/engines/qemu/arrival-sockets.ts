/**
 * The sockets of a host where no native code loads: Node's own streams. Each byte has the time at which it arrived, later than
 * it was written by up to milliseconds.
 */
import type { Duplex } from 'node:stream';
import type { Nanoseconds } from '../../trace/event.js';
import type { PortSocket, PortSockets } from './port-sockets.js';

/** The wall clock's milliseconds as they change, which is when they are exact; on the steady clock of this process. */
function measureWallOffset(originSeconds: number): Nanoseconds {
  const first = Date.now();
  let now = first;
  while (now === first) now = Date.now();
  return Math.round((now - originSeconds * 1000 - performance.now()) * 1e6);
}

export class ArrivalSockets implements PortSockets {
  readonly whyLate: string;
  readonly originSeconds = Math.floor(Date.now() / 1000);
  readonly #offsetNs = measureWallOffset(this.originSeconds);
  readonly #open = new Set<ArrivalSocket>();
  #wake: () => void = () => undefined;

  constructor(whyLate: string) {
    this.whyLate = whyLate;
  }

  nowNs(): Nanoseconds {
    return Math.round(performance.now() * 1e6) + this.#offsetNs;
  }

  /** Constant for the whole run, because times are taken from the steady clock. */
  wallOffsetNs(): Nanoseconds {
    return this.#offsetNs;
  }

  open(): ArrivalSocket {
    const socket = new ArrivalSocket({
      nowNs: () => this.nowNs(),
      onNews: () => this.#wake(),
      onClose: () => this.#open.delete(socket),
    });
    this.#open.add(socket);
    return socket;
  }

  /** Resolves when one of the open sockets has something to read or has ended, or after a time. */
  readable(timeoutMs: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, timeoutMs);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
      if ([...this.#open].some((socket) => socket.hasNews)) setImmediate(this.#wake);
    });
  }
}

interface ArrivalSocketParts {
  readonly nowNs: () => Nanoseconds;
  readonly onNews: () => void;
  readonly onClose: () => void;
}

class ArrivalSocket implements PortSocket {
  readonly peerFd = 'pipe';
  readonly #parts: ArrivalSocketParts;
  #arrived: { readonly bytes: Uint8Array; readonly timeNs: Nanoseconds }[] = [];
  #stream: Duplex | null = null;
  #hasEnded = false;

  constructor(parts: ArrivalSocketParts) {
    this.#parts = parts;
  }

  get hasNews(): boolean {
    return this.#arrived.length > 0 || this.#hasEnded;
  }

  attach(stream: Duplex): void {
    this.#stream = stream;
    const onEnd = () => {
      this.#hasEnded = true;
      this.#parts.onNews();
    };
    stream.on('error', onEnd).on('close', onEnd);
    stream.on('data', (bytes: Uint8Array) => {
      this.#arrived.push({ bytes, timeNs: this.#parts.nowNs() });
      this.#parts.onNews();
    });
  }

  /** Node closes it as it hands it on. */
  closePeer(): void {}

  read(take: (bytes: Uint8Array, timeNs: Nanoseconds) => void): boolean {
    for (const { bytes, timeNs } of this.#arrived.splice(0)) take(bytes, timeNs);
    return !this.#hasEnded;
  }

  write(bytes: Uint8Array): boolean {
    const stream = this.#stream;
    if (stream === null || stream.writableNeedDrain) return false;
    stream.write(bytes);
    return true;
  }

  close(): void {
    this.#stream?.destroy();
    this.#parts.onClose();
  }
}
