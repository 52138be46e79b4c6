/**
 * Samples of one vCPU on their way from its thread to the main thread: registers and the top of the stack. One producer, one
 * consumer, no lock. When it is full a sample is dropped and counted: a profile may lose samples, a boot may not wait.
 */
import type { Nanoseconds } from '../trace/event.js';

/** Bytes of stack in a sample: nearly all stacks of a booting kernel are shorter (docs/inside-a-stage.md). */
export const SAMPLE_STACK_SIZE = 4096;
/** Bytes of the stack that an interrupt's was left for. */
export const SAMPLE_OUTER_SIZE = 2048;

/** Registers that a sample has, in this order, 8 bytes each: the last four are where a few functions have their frame. */
export const SAMPLED_REGISTERS = ['rip', 'rsp', 'rbp', 'cr3', 'rdx', 'rdi', 'r10', 'r13'] as const;
export type SampledRegister = (typeof SAMPLED_REGISTERS)[number];

/** A power of two, so that positions may wrap at 2^32; a quarter of a second at 1000 Hz. */
const RECORDS = 256;
const HEADER_BYTES = 64;
const WRITTEN = 0;
const READ = 1;
const DROPPED = 2;
/** Offsets in a record: the time, three words, the registers, the stack. */
const STAGE = 8;
const CS = 12;
const STACK_LENGTH = 16;
const OUTER_LENGTH = 20;
const OUTER_ADDRESS = 24;
const REGISTERS = 32;
const STACK = REGISTERS + SAMPLED_REGISTERS.length * 8;
const OUTER = STACK + SAMPLE_STACK_SIZE;
const RECORD_BYTES = OUTER + SAMPLE_OUTER_SIZE;

/** Where a producer writes a sample: its place in the ring. */
export interface SampleRoom {
  /** Of SAMPLED_REGISTERS, the low and the high word of each. */
  readonly registers: Uint32Array;
  readonly stack: Uint8Array;
  readonly outer: Uint8Array;
  stackLength: number;
  outerLength: number;
  readonly outerAddress: { low: number; high: number };
}

/** A sample as the main thread takes it out. */
export interface RawSample {
  readonly timeNs: Nanoseconds;
  /** Number of the stage. */
  readonly stage: number;
  /** Selector of the code segment, whose low two bits are the privilege level. */
  readonly cs: number;
  readonly registers: Readonly<Record<SampledRegister, bigint>>;
  /** From where rsp points on; empty when it could not be read. */
  readonly stack: Uint8Array;
  /** Of an interrupt's stack: the stack that it was left for. */
  readonly outer?: { readonly address: bigint; readonly bytes: Uint8Array };
}

export class SampleRing {
  readonly buffer: SharedArrayBuffer;
  readonly #header: Int32Array;
  readonly #fields: DataView;
  readonly #bytes: Uint8Array;
  readonly #rooms: SampleRoom[] = [];

  constructor(buffer: SharedArrayBuffer) {
    this.buffer = buffer;
    this.#header = new Int32Array(buffer, 0, 3);
    this.#fields = new DataView(buffer, HEADER_BYTES);
    this.#bytes = new Uint8Array(buffer, HEADER_BYTES);
  }

  static allocate(): SharedArrayBuffer {
    return new SharedArrayBuffer(HEADER_BYTES + RECORDS * RECORD_BYTES);
  }

  /** Samples that found no room. */
  get dropped(): number {
    return Atomics.load(this.#header, DROPPED);
  }

  /** Adds a sample, which `fill` writes where it is to be. Allocates nothing once every place has been used. */
  push(
    { timeNs, stage, cs }: Pick<RawSample, 'timeNs' | 'stage' | 'cs'>,
    fill: (room: SampleRoom) => void,
  ): void {
    const written = Atomics.load(this.#header, WRITTEN);
    if ((written - Atomics.load(this.#header, READ)) >>> 0 >= RECORDS) {
      Atomics.add(this.#header, DROPPED, 1);
      return;
    }
    const slot = (written >>> 0) & (RECORDS - 1);
    const at = slot * RECORD_BYTES;
    this.#rooms[slot] ??= this.#createRoom(at);
    const room = this.#rooms[slot];
    fill(room);
    this.#fields.setFloat64(at, timeNs, true);
    this.#fields.setInt32(at + STAGE, stage, true);
    this.#fields.setInt32(at + CS, cs, true);
    this.#fields.setInt32(at + STACK_LENGTH, room.stackLength, true);
    this.#fields.setInt32(at + OUTER_LENGTH, room.outerLength, true);
    this.#fields.setUint32(at + OUTER_ADDRESS, room.outerAddress.low, true);
    this.#fields.setUint32(at + OUTER_ADDRESS + 4, room.outerAddress.high, true);
    Atomics.store(this.#header, WRITTEN, (written + 1) | 0);
  }

  /** Takes out what is there now, oldest first. */
  drain(onSample: (sample: RawSample) => void): void {
    const end = Atomics.load(this.#header, WRITTEN);
    for (let read = Atomics.load(this.#header, READ); read !== end; read = (read + 1) | 0) {
      onSample(this.#load(slotOf(read)));
      Atomics.store(this.#header, READ, (read + 1) | 0);
    }
  }

  #createRoom(at: number): SampleRoom {
    const start = HEADER_BYTES + at;
    return {
      registers: new Uint32Array(this.buffer, start + REGISTERS, SAMPLED_REGISTERS.length * 2),
      stack: new Uint8Array(this.buffer, start + STACK, SAMPLE_STACK_SIZE),
      outer: new Uint8Array(this.buffer, start + OUTER, SAMPLE_OUTER_SIZE),
      stackLength: 0,
      outerLength: 0,
      outerAddress: { low: 0, high: 0 },
    };
  }

  #load(at: number): RawSample {
    const fields = this.#fields;
    const registers = SAMPLED_REGISTERS.map((name, index) => [
      name,
      fields.getBigUint64(at + REGISTERS + index * 8, true),
    ]);
    const length = Math.min(fields.getInt32(at + STACK_LENGTH, true), SAMPLE_STACK_SIZE);
    const outerLength = Math.min(fields.getInt32(at + OUTER_LENGTH, true), SAMPLE_OUTER_SIZE);
    const address = fields.getBigUint64(at + OUTER_ADDRESS, true);
    const outer = { address, bytes: this.#bytes.slice(at + OUTER, at + OUTER + outerLength) };
    return {
      timeNs: fields.getFloat64(at, true),
      stage: fields.getInt32(at + STAGE, true),
      cs: fields.getInt32(at + CS, true),
      registers: Object.fromEntries(registers) as RawSample['registers'],
      stack: this.#bytes.slice(at + STACK, at + STACK + length),
      ...(outerLength > 0 ? { outer } : {}),
    };
  }
}

function slotOf(position: number): number {
  return ((position >>> 0) & (RECORDS - 1)) * RECORD_BYTES;
}
