/**
 * A port that takes text a byte at a time and reads as 0xe9, by which firmware finds out that it is there: the
 * debug console (0xe9, first in Bochs) and the firmware debug port (0x402, SeaBIOS and EDK2).
 */
import { allOnes, type PioDevice } from '../bus/bus.js';

/** The value that says "present". */
const READBACK = 0xe9;

export interface DebugPortParts {
  readonly name: string;
  readonly onByte: (value: number) => void;
}

/** Only the low byte of a wider write is text, as in QEMU's isa-debugcon; wider reads are all ones above it. */
export function createDebugPort({ name, onByte }: DebugPortParts): PioDevice {
  return {
    name,
    read: (_offset, width) => ((allOnes(width) & ~0xff) | READBACK) >>> 0,
    write: (_offset, _width, value) => onByte(value & 0xff),
  };
}
