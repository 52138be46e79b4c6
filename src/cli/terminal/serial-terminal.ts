/**
 * `--serial tty` at a terminal: keys go to the guest, Ctrl-C among them. Ctrl-A is the way out, as in QEMU: Ctrl-A x
 * ends the guest, Ctrl-A Ctrl-A (or Ctrl-A a) sends a Ctrl-A.
 */
import type { SerialInput } from '../../trace/run.js';

const CTRL_A = 0x01;
const QUIT = 'x'.charCodeAt(0);
const SEND_ESCAPE = 'a'.charCodeAt(0);
/** More than a person types ahead; what a flood of pasted text has beyond it is dropped. */
const MAX_PENDING = 64 * 1024;

/** Splits what is typed into what is for the guest and what is for us. */
export class KeyFilter {
  readonly #onQuit: () => void;
  #escaped = false;

  constructor(onQuit: () => void) {
    this.#onQuit = onQuit;
  }

  /** The bytes that are for the guest. */
  filter(bytes: Uint8Array): number[] {
    return [...bytes].flatMap((byte) => this.#key(byte));
  }

  #key(byte: number): number[] {
    if (!this.#escaped) {
      this.#escaped = byte === CTRL_A;
      return this.#escaped ? [] : [byte];
    }
    this.#escaped = false;
    if (byte === QUIT) this.#onQuit();
    return byte === CTRL_A || byte === SEND_ESCAPE ? [CTRL_A] : [];
  }
}

export interface SerialTerminal extends SerialInput {
  /** Gives the terminal back. */
  close(): void;
}

/** Takes over the terminal's keys. */
export function openSerialTerminal(keys: NodeJS.ReadStream, onQuit: () => void): SerialTerminal {
  const filter = new KeyFilter(onQuit);
  let pending: number[] = [];
  const onData = (chunk: Buffer) => {
    pending = [...pending, ...filter.filter(chunk)].slice(0, MAX_PENDING);
  };
  // A closed terminal can be neither read nor restored; a signal reports that it closed.
  keys.on('error', () => undefined);
  keys.setRawMode(true);
  keys.on('data', onData);
  return {
    take: (limit) => Uint8Array.from(pending.splice(0, limit)),
    close() {
      keys.off('data', onData);
      keys.setRawMode(false);
      keys.pause();
    },
  };
}
