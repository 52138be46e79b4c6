/**
 * Single-consumer queue in shared memory from the vCPU threads to the main thread: what a guest wrote, byte by
 * byte, with its time. Producers hold the device lock. A full ring makes the producer wait, so nothing is lost
 * and nothing grows.
 */
import { postCode, TEXT_CHANNELS } from '../../capture/guest-event.js';
import {
  LIFECYCLE_PHASES,
  type LifecyclePhase,
  type Nanoseconds,
  type TextChannel,
} from '../../trace/event.js';
import { OUT_OF_RANGE, type RingEvent } from './ring-event.js';

/**
 * A power of two, so that positions may wrap at 2^32. Also the most that is taken out in one go, which is what
 * keeps the main thread answering while a guest floods it.
 */
const RECORDS = 1 << 14;
const RECORD_BYTES = 16;
const HEADER_BYTES = 64;
/** Words of the header: positions, counted in records. */
const WRITTEN = 0;
const READ = 1;
/** Bytes in a record, after the 8-byte time. */
const KIND = 8;
const VCPU = 9;
const VALUE = 10;
/** A word of 32 bits, of a function entry. */
const ARGUMENT = 12;
const KIND_CODE = 0;
const KIND_LIFECYCLE = 1;
const KIND_FUNCTION = 0xff;
/** One kind a text channel, in the order of TEXT_CHANNELS, from here. */
const KIND_TEXT = 2;

/** A producer that waits for room looks again this often, should it miss being woken. */
const FULL_WAIT_MS = 5;

export class EventRing {
  readonly buffer: SharedArrayBuffer;
  readonly #header: Int32Array;
  readonly #times: Float64Array;
  readonly #words: Int32Array;
  readonly #bytes: Uint8Array;
  readonly #capacity: number;

  constructor(buffer: SharedArrayBuffer) {
    this.buffer = buffer;
    this.#header = new Int32Array(buffer, 0, 2);
    this.#times = new Float64Array(buffer, HEADER_BYTES);
    this.#words = new Int32Array(buffer, HEADER_BYTES);
    this.#bytes = new Uint8Array(buffer, HEADER_BYTES);
    this.#capacity = this.#bytes.length / RECORD_BYTES;
  }

  /** @param records a power of two */
  static allocate(records: number = RECORDS): SharedArrayBuffer {
    return new SharedArrayBuffer(HEADER_BYTES + records * RECORD_BYTES);
  }

  pushCode(timeNs: Nanoseconds, vcpu: number, code: number): void {
    this.#push(KIND_CODE, timeNs, vcpu, code);
  }

  pushByte(timeNs: Nanoseconds, vcpu: number, channel: TextChannel, value: number): void {
    this.#push(KIND_TEXT + TEXT_CHANNELS.indexOf(channel), timeNs, vcpu, value);
  }

  pushLifecycle(timeNs: Nanoseconds, vcpu: number, phase: LifecyclePhase): void {
    this.#push(KIND_LIFECYCLE, timeNs, vcpu, LIFECYCLE_PHASES.indexOf(phase));
  }

  /** @param entry below MOST_MARKED_FUNCTIONS */
  pushFunction(
    timeNs: Nanoseconds,
    vcpu: number,
    { entry, argument }: { entry: number; argument: number },
  ): void {
    this.#push(KIND_FUNCTION, timeNs, vcpu, entry, (argument | 0) === argument ? argument : OUT_OF_RANGE);
  }

  /**
   * Takes out everything that is there, oldest first; what is added meanwhile waits for the next call, so a guest
   * that never stops writing cannot keep it here. An event whose taker throws counts as taken.
   */
  drain(onEvent: (event: RingEvent) => void): void {
    const end = Atomics.load(this.#header, WRITTEN);
    let read = Atomics.load(this.#header, READ);
    while (read !== end) {
      const event = this.#load((read >>> 0) % this.#capacity);
      read = (read + 1) | 0;
      Atomics.store(this.#header, READ, read);
      onEvent(event);
    }
    Atomics.notify(this.#header, READ);
  }

  #push(kind: number, timeNs: Nanoseconds, vcpu: number, value: number, argument = 0): void {
    const written = Atomics.load(this.#header, WRITTEN);
    let read = Atomics.load(this.#header, READ);
    while ((written - read) >>> 0 >= this.#capacity) {
      Atomics.wait(this.#header, READ, read, FULL_WAIT_MS);
      read = Atomics.load(this.#header, READ);
    }
    const at = ((written >>> 0) % this.#capacity) * RECORD_BYTES;
    this.#times[at / 8] = timeNs;
    this.#bytes[at + KIND] = kind;
    this.#bytes[at + VCPU] = vcpu;
    this.#bytes[at + VALUE] = value;
    this.#words[(at + ARGUMENT) / 4] = argument;
    Atomics.store(this.#header, WRITTEN, (written + 1) | 0);
  }

  #load(slot: number): RingEvent {
    const at = slot * RECORD_BYTES;
    const timeNs = this.#times[at / 8]!;
    const vcpu = this.#bytes[at + VCPU]!;
    const kind = this.#bytes[at + KIND]!;
    const value = this.#bytes[at + VALUE]!;
    if (kind === KIND_CODE) return postCode(timeNs, vcpu, value);
    if (kind === KIND_FUNCTION) {
      return {
        kind: 'function-entry',
        timeNs,
        vcpu,
        entry: value,
        argument: this.#words[(at + ARGUMENT) / 4]!,
      };
    }
    if (kind === KIND_LIFECYCLE) return { kind: 'lifecycle', timeNs, vcpu, phase: LIFECYCLE_PHASES[value]! };
    return { kind: 'byte', timeNs, vcpu, channel: TEXT_CHANNELS[kind - KIND_TEXT]!, value };
  }
}
