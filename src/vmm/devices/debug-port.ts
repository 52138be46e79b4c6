/**
 * A port that accepts text one byte at a time and has a read value by which guests detect it: the debug console and the
 * firmware debug port (trace/debug-ports.ts).
 */
import { DEBUG_PORT_READBACK } from '../../trace/debug-ports.js';
import { allOnes, type PioDevice } from '../bus/bus.js';

export interface DebugPortParts {
  readonly name: string;
  readonly onByte: (value: number) => void;
}

/** Only the low byte of a wider write is text, as in QEMU's isa-debugcon; wider reads are all ones above it. */
export function createDebugPort({ name, onByte }: DebugPortParts): PioDevice {
  return {
    name,
    read: (_offset, width) => ((allOnes(width) & ~0xff) | DEBUG_PORT_READBACK) >>> 0,
    write: (_offset, _width, value) => onByte(value & 0xff),
  };
}
