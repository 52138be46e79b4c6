/**
 * A NOR flash of one byte's width with the command set of Intel (JEDEC JEP137, command set 1; JESD68.01 for the query), as QEMU's
 * pflash_cfi01 is one: OVMF keeps its variables in it. Programming stores the byte as it is, and takes no time. Blocks cannot be locked.
 */
import type { MmioDevice } from '../bus/bus.js';
import type { DeviceState } from '../bus/device-state.js';

/** What is erased at once. */
export const FLASH_BLOCK = 4096;
const ERASED = 0xff;

const COMMAND = {
  program: 0x10,
  erase: 0x20,
  programToo: 0x40,
  clearStatus: 0x50,
  lock: 0x60,
  readStatus: 0x70,
  readIds: 0x90,
  query: 0x98,
  confirm: 0xd0,
  writeBuffer: 0xe8,
  readArray: 0xff,
} as const;

const STATUS = { ready: 0x80, eraseError: 0x20, programError: 0x10 } as const;

/** Bytes of the state: the command that is at work (0 reads the array), how many of its cycles were seen, the status register. */
const ARRAY = 0;
const MODE = 0;
const CYCLE = 1;
const REGISTER = 2;
/** Bytes of a buffered write that are still to come, less one. */
const REMAINING = 3;
const STATE_BYTES = 4;

const BUFFER_SHIFT = 8;

export interface FlashParts {
  readonly state: DeviceState;
  /** The array, which nobody else writes. Whole blocks. */
  readonly array: Uint8Array;
  readonly isProtected: boolean;
  /** Whether the guest is to read the array as it reads memory, or every access comes here. */
  readonly showArray: (isShown: boolean) => void;
  /** Keeps a range of the array that has changed; false when the host cannot. */
  readonly save: (offset: number, length: number) => boolean;
}

export class CfiFlash implements MmioDevice {
  readonly name = 'flash';
  readonly #parts: FlashParts;
  readonly #state: Uint8Array;
  readonly #hostErrors: Int32Array;
  readonly #query: Uint8Array;

  constructor(parts: FlashParts) {
    this.#parts = parts;
    this.#state = parts.state.bytes('flash', STATE_BYTES);
    this.#hostErrors = parts.state.words('flash.host-errors', 1);
    this.#query = queryTable(parts.array.length);
  }

  /** How often the host could not keep what the guest wrote. */
  get hostErrors(): number {
    return this.#hostErrors[0]!;
  }

  /** A wide access is as many accesses of a byte, one behind the other. */
  readMmio(offset: number, data: Uint8Array): void {
    for (let i = 0; i < data.length; i++) data[i] = this.#read(offset + i);
  }

  writeMmio(offset: number, data: Uint8Array): void {
    const before = this.#state[MODE];
    for (let i = 0; i < data.length; i++) this.#write(offset + i, data[i]!);
    const after = this.#state[MODE];
    if ((before === ARRAY) !== (after === ARRAY)) this.#parts.showArray(after === ARRAY);
  }

  #read(offset: number): number {
    switch (this.#state[MODE]) {
      case ARRAY:
        return this.#parts.array[offset] ?? ERASED;
      // Maker and part: none.
      case COMMAND.readIds:
        return 0;
      case COMMAND.query:
        return this.#query[offset & 0xff] ?? 0;
      default:
        return this.#state[REGISTER]!;
    }
  }

  #write(offset: number, value: number): void {
    if (offset >= this.#parts.array.length) return;
    if (this.#state[CYCLE] === 0) this.#begin(value);
    else this.#continue(offset, value);
  }

  #begin(command: number): void {
    switch (command) {
      case COMMAND.program:
      case COMMAND.programToo:
      case COMMAND.erase:
      case COMMAND.lock:
        this.#enter(command, 1);
        return;
      case COMMAND.writeBuffer:
        this.#setStatus(STATUS.ready);
        this.#enter(command, 1);
        return;
      case COMMAND.readStatus:
      case COMMAND.readIds:
      case COMMAND.query:
        this.#enter(command, 0);
        return;
      case COMMAND.clearStatus:
        this.#state[REGISTER] = 0;
        this.#enter(ARRAY, 0);
        return;
      // Read array, probes for other makes of flash, and what is no command.
      default:
        this.#enter(ARRAY, 0);
    }
  }

  #continue(offset: number, value: number): void {
    switch (this.#state[MODE]) {
      case COMMAND.program:
      case COMMAND.programToo:
        this.#store(offset, value);
        this.#finish();
        return;
      case COMMAND.erase:
        if (value !== COMMAND.confirm) this.#enter(ARRAY, 0);
        else {
          this.#erase(offset);
          this.#finish();
        }
        return;
      case COMMAND.writeBuffer:
        this.#continueBuffer(offset, value);
        return;
      default:
        if (value === COMMAND.readArray) this.#enter(ARRAY, 0);
        else this.#finish();
    }
  }

  /** The number of bytes less one, then the bytes, then the confirmation. */
  #continueBuffer(offset: number, value: number): void {
    const cycle = this.#state[CYCLE];
    if (cycle === 1) {
      this.#state[REMAINING] = value;
      this.#state[CYCLE] = 2;
    } else if (cycle === 2) {
      this.#store(offset, value);
      if (this.#state[REMAINING] === 0) this.#state[CYCLE] = 3;
      else this.#state[REMAINING]! -= 1;
    } else if (value === COMMAND.confirm) this.#finish();
    else this.#enter(ARRAY, 0);
  }

  #store(offset: number, value: number): void {
    const { array, isProtected } = this.#parts;
    if (isProtected) {
      this.#setStatus(STATUS.programError);
      return;
    }
    array[offset] = value;
    this.#save(offset, 1, STATUS.programError);
  }

  #erase(offset: number): void {
    const { array, isProtected } = this.#parts;
    if (isProtected) {
      this.#setStatus(STATUS.eraseError);
      return;
    }
    const start = offset - (offset % FLASH_BLOCK);
    array.fill(ERASED, start, start + FLASH_BLOCK);
    this.#save(start, FLASH_BLOCK, STATUS.eraseError);
  }

  #save(offset: number, length: number, error: number): void {
    if (this.#parts.save(offset, length)) return;
    this.#hostErrors[0]! += 1;
    this.#setStatus(error);
  }

  #enter(mode: number, cycle: number): void {
    this.#state[MODE] = mode;
    this.#state[CYCLE] = cycle;
  }

  /** Reads give the status until another command comes. */
  #finish(): void {
    this.#setStatus(STATUS.ready);
    this.#state[CYCLE] = 0;
  }

  #setStatus(bits: number): void {
    this.#state[REGISTER]! |= bits;
  }
}

/** What the query gives, by byte: geometry, and voltages and times that mean nothing here. */
function queryTable(size: number): Uint8Array {
  const table = new Uint8Array(0x52);
  const put = (at: number, ...bytes: number[]) => table.set(bytes, at);
  put(0x10, ...new TextEncoder().encode('QRY'));
  // Intel's command set, and where its own table is.
  put(0x13, 1, 0, 0x31, 0);
  put(0x1b, 0x45, 0x55, 0, 0, 7, 7, 0x0a, 0, 4, 4, 4, 0);
  const blocks = size / FLASH_BLOCK - 1;
  put(0x27, Math.ceil(Math.log2(size)), 2, 0, BUFFER_SHIFT, 0, 1);
  put(0x2d, blocks & 0xff, (blocks >>> 8) & 0xff, (FLASH_BLOCK >>> 8) & 0xff, FLASH_BLOCK >>> 16);
  put(0x31, ...new TextEncoder().encode('PRI10'));
  table[0x3f] = 1;
  return table;
}
