/**
 * Samples of one vCPU, stored one after another in shared memory. The vCPU's thread writes it, and the main thread
 * reads it at any time, so a sample costs only its storage during the boot. When the log is full, samples are dropped
 * and counted: a profile may lose samples, but a boot must not wait.
 */
import type { Nanoseconds } from '../../trace/event.js';

/** Bytes of stack in a sample: nearly all stacks of a booting kernel are shorter (docs/inside-a-stage.md). */
export const SAMPLE_STACK_SIZE = 4096;
/** Bytes of the stack that an interrupt's was left for: as many, for Linux tests its elliptic curves with large frames. */
export const SAMPLE_OUTER_SIZE = 4096;

/** Registers that a sample has, in this order, 8 bytes each: the last four are where a few functions have their frame. */
export const SAMPLED_REGISTERS = ['rip', 'rsp', 'rbp', 'cr3', 'rdx', 'rdi', 'r10', 'r13'] as const;
export type SampledRegister = (typeof SAMPLED_REGISTERS)[number];

/** Of all vCPUs of a machine, in bytes: two minutes and more at 1000 Hz. Memory that is not written to is not used. */
const TOTAL_SIZE = 256 * 2 ** 20;
const HEADER_SIZE = 64;
/** Words of the header: bytes written behind it, samples dropped. */
const WRITTEN = 0;
const DROPPED = 1;
/** Offsets in a record: the time, the words, the registers, the stack. */
const STAGE = 8;
const CS = 12;
const STACK_LENGTH = 16;
const OUTER_LENGTH = 20;
const OUTER_ADDRESS = 24;
const REGISTERS = 32;
const STACK = REGISTERS + SAMPLED_REGISTERS.length * 8;
const MAX_RECORD = STACK + SAMPLE_STACK_SIZE + SAMPLE_OUTER_SIZE;

/** Where a producer writes a sample; offsets are in bytes. */
export interface SampleRoom {
  readonly bytes: Uint8Array;
  /** The same memory. */
  readonly fields: DataView;
  /** SAMPLED_REGISTERS, 8 bytes each. */
  registers: number;
  /** The stack, and right behind it the outer one. */
  stack: number;
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
  /** From where rsp points on; empty when it could not be read. Lies in the log. */
  readonly stack: Uint8Array;
  /** Of an interrupt's stack: the stack that it was left for. */
  readonly outer?: { readonly address: bigint; readonly bytes: Uint8Array };
}

export class SampleLog {
  readonly buffer: SharedArrayBuffer;
  readonly #header: Int32Array;
  readonly #fields: DataView;
  readonly #room: SampleRoom;
  #taken = 0;

  constructor(buffer: SharedArrayBuffer) {
    this.buffer = buffer;
    this.#header = new Int32Array(buffer, 0, 2);
    this.#fields = new DataView(buffer, HEADER_SIZE);
    this.#room = {
      bytes: new Uint8Array(buffer, HEADER_SIZE),
      fields: this.#fields,
      registers: 0,
      stack: 0,
      stackLength: 0,
      outerLength: 0,
      outerAddress: { low: 0, high: 0 },
    };
  }

  /** For one of `vcpus` virtual CPUs. */
  static allocate(vcpus: number): SharedArrayBuffer {
    const size = Math.max(MAX_RECORD, Math.floor(TOTAL_SIZE / vcpus));
    return new SharedArrayBuffer(HEADER_SIZE + aligned(size));
  }

  /** Samples that found no room. */
  get dropped(): number {
    return Atomics.load(this.#header, DROPPED);
  }

  /** Where stacks lie: what a `SampleRoom` has. */
  get bytes(): Uint8Array {
    return this.#room.bytes;
  }

  /** Adds a sample, which `fill` writes where it is to be. Allocates nothing. */
  push(
    { timeNs, stage, cs }: Pick<RawSample, 'timeNs' | 'stage' | 'cs'>,
    fill: (room: SampleRoom) => void,
  ): void {
    const at = Atomics.load(this.#header, WRITTEN);
    if (at + MAX_RECORD > this.#fields.byteLength) {
      Atomics.add(this.#header, DROPPED, 1);
      return;
    }
    const room = this.#room;
    room.registers = at + REGISTERS;
    room.stack = at + STACK;
    fill(room);
    this.#fields.setFloat64(at, timeNs, true);
    this.#fields.setInt32(at + STAGE, stage, true);
    this.#fields.setInt32(at + CS, cs, true);
    this.#fields.setInt32(at + STACK_LENGTH, room.stackLength, true);
    this.#fields.setInt32(at + OUTER_LENGTH, room.outerLength, true);
    this.#fields.setUint32(at + OUTER_ADDRESS, room.outerAddress.low, true);
    this.#fields.setUint32(at + OUTER_ADDRESS + 4, room.outerAddress.high, true);
    Atomics.store(this.#header, WRITTEN, at + STACK + aligned(room.stackLength + room.outerLength));
  }

  /** Hands over what was written since the last time, oldest first. */
  take(onSample: (sample: RawSample) => void): void {
    const end = Atomics.load(this.#header, WRITTEN);
    while (this.#taken < end) {
      const sample = this.#load(this.#taken);
      this.#taken += STACK + aligned(sample.stack.length + (sample.outer?.bytes.length ?? 0));
      onSample(sample);
    }
  }

  #load(at: number): RawSample {
    const fields = this.#fields;
    const registers = SAMPLED_REGISTERS.map((name, index) => [
      name,
      fields.getBigUint64(at + REGISTERS + index * 8, true),
    ]);
    const behindStack = at + STACK + fields.getInt32(at + STACK_LENGTH, true);
    const end = behindStack + fields.getInt32(at + OUTER_LENGTH, true);
    const { bytes } = this.#room;
    const outer = {
      address: fields.getBigUint64(at + OUTER_ADDRESS, true),
      bytes: bytes.subarray(behindStack, end),
    };
    return {
      timeNs: fields.getFloat64(at, true),
      stage: fields.getInt32(at + STAGE, true),
      cs: fields.getInt32(at + CS, true),
      registers: Object.fromEntries(registers) as RawSample['registers'],
      stack: bytes.subarray(at + STACK, behindStack),
      ...(end > behindStack ? { outer } : {}),
    };
  }
}

/** Records begin on 8 bytes, for their numbers. */
function aligned(size: number): number {
  return (size + 7) & ~7;
}
