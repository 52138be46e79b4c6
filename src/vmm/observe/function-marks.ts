/**
 * Marks at the entries of functions of an unmodified kernel: where the kernel's own tracer has left a nop of five bytes, the
 * monitor puts a write to a port of its own, which leaves the guest and changes nothing in it. All are put in at one stop,
 * while one processor runs, and taken out again when the kernel is about to start init. What the guest executes
 * is never more than these bytes, at places where they were asked for.
 */
import type { AccessWidth, PioDevice } from '../bus/bus.js';
import type { DeviceState } from '../bus/device-state.js';
import type { GuestMemory } from '../bus/memory.js';
import { MOST_MARKED_FUNCTIONS } from '../threads/ring-event.js';

/** Where a kernel is in memory: of its first byte, `_text`. */
export interface KernelPlace {
  readonly virtual: bigint;
  readonly physical: number;
}

/** The requested marks; plain data, the same in every thread. */
export interface FunctionMarkPlan {
  /** Port of the writes. */
  readonly port: number;
  /** Bytes to be found at an entry before it is marked, and what takes their place. */
  readonly original: Uint8Array;
  readonly replacement: Uint8Array;
  /** Offsets of the entries from `_text`, at most MOST_MARKED_FUNCTIONS. */
  readonly offsets: readonly number[];
  /** Number of the entry at which all marks are taken out. */
  readonly last: number;
}

/** What is needed of a vCPU at the exit of a mark. */
export interface MarkedRegisters {
  get(name: 'rip' | 'rdi'): bigint;
  goTo(rip: bigint): void;
}

export interface FunctionMarkParts {
  readonly plan: FunctionMarkPlan;
  readonly state: DeviceState;
  readonly memory: GuestMemory;
  /** The vCPU that writes. */
  readonly registers: MarkedRegisters;
  /** An entry was reached; `argument` is the offset of the first argument from `_text`, for those that are code. */
  readonly onHit: (entry: number, argument: number) => void;
}

/** Words of shared state. */
const STAGE = 0;
const VIRTUAL = 1;
const PHYSICAL = 3;
const WORDS = 5;
const WAITING = 0;
const ARMED = 1;
const DONE = 2;

const TWO_32 = 2 ** 32;

export class FunctionMarks implements PioDevice {
  readonly name = 'function-marks';
  readonly #parts: FunctionMarkParts;
  readonly #words: Uint32Array;
  readonly #entryOf: ReadonlyMap<number, number>;

  constructor(parts: FunctionMarkParts) {
    const count = parts.plan.offsets.length;
    if (count > MOST_MARKED_FUNCTIONS) throw new RangeError(`${count} marked functions`);
    this.#parts = parts;
    const words = parts.state.words('function-marks', WORDS);
    this.#words = new Uint32Array(words.buffer, words.byteOffset, WORDS);
    this.#entryOf = new Map(parts.plan.offsets.map((offset, entry) => [offset, entry]));
  }

  /** True once the marks are in, or have been and are out again. */
  get isSettled(): boolean {
    return this.#words[STAGE] !== WAITING;
  }

  /**
   * Puts all marks in if every entry is as it must be; does nothing otherwise. The caller holds the device lock, and no
   * other processor runs yet. Returns whether the marks are in.
   */
  arm({ virtual, physical }: KernelPlace): boolean {
    const { plan } = this.#parts;
    if (this.isSettled || !plan.offsets.every((offset) => this.#holds(physical + offset, plan.original))) {
      return false;
    }
    this.#words[VIRTUAL] = Number(virtual & 0xffff_ffffn);
    this.#words[VIRTUAL + 1] = Number(virtual >> 32n);
    this.#words[PHYSICAL] = physical % TWO_32;
    this.#words[PHYSICAL + 1] = Math.floor(physical / TWO_32);
    this.#write(plan.replacement);
    this.#words[STAGE] = ARMED;
    return true;
  }

  read(_offset: number, width: AccessWidth): number {
    return width === 4 ? 0xffff_ffff : 2 ** (8 * width) - 1;
  }

  write(): void {
    if (!this.isSettled) return;
    const { registers, plan, onHit } = this.#parts;
    const text = BigInt(this.#words[VIRTUAL]!) + (BigInt(this.#words[VIRTUAL + 1]!) << 32n);
    const rip = registers.get('rip');
    const entry = this.#entryOf.get(Number(BigInt.asIntN(64, rip - text)));
    // Another writer uses this port.
    if (entry === undefined) return;
    // Past all of the mark: its bytes may be the kernel's own again by the time that the guest goes on.
    registers.goTo(rip + BigInt(plan.replacement.length));
    if (this.#words[STAGE] !== ARMED) return;
    onHit(entry, Number(BigInt.asIntN(64, registers.get('rdi') - text)));
    if (entry !== plan.last) return;
    this.#words[STAGE] = DONE;
    this.#write(plan.original);
  }

  #write(bytes: Uint8Array): void {
    const { plan, memory } = this.#parts;
    const physical = this.#words[PHYSICAL]! + this.#words[PHYSICAL + 1]! * TWO_32;
    for (const offset of plan.offsets) {
      // The guest may have put something else there meanwhile; then it stays.
      const expected = bytes === plan.original ? plan.replacement : plan.original;
      if (this.#holds(physical + offset, expected)) memory.write(physical + offset, bytes);
    }
  }

  #holds(address: number, bytes: Uint8Array): boolean {
    const { memory } = this.#parts;
    if (!memory.contains(address, bytes.length)) return false;
    const found = memory.slice(address, bytes.length);
    return bytes.every((byte, i) => found[i] === byte);
  }
}
