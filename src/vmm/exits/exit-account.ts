/**
 * Counts and times the exits of one vCPU by stage, kind, address and direction. Always on, so it must cost next to
 * nothing: a fixed hash table of numbers, no allocation. What no longer fits is counted together.
 */
import type { Nanoseconds } from '../../trace/event.js';
import { MOST_STAGES } from '../../trace/run.js';

/** Order is the encoding. */
export const EXIT_KINDS = ['pio', 'mmio', 'kick', 'other'] as const;
export type ExitKind = (typeof EXIT_KINDS)[number];

/** Kinds as the run loop names them. */
export const PIO = 0;
export const MMIO = 1;
export const KICK = 2;
export const OTHER = 3;

export interface CountedExits {
  /** Number of the stage, as the run was given them. */
  readonly stage: number;
  readonly kind: ExitKind;
  /** Port or guest physical address of the first byte. */
  readonly address: number;
  readonly direction: 'read' | 'write';
  readonly count: number;
  /** Time that the monitor spent on them, from each return of KVM_RUN to the next call. */
  readonly handlerNs: Nanoseconds;
}

/** A power of two; a boot of Linux uses about a hundred. */
const SLOTS = 4096;
const MOST_USED = SLOTS * 0.75;
/** A power of two, so that a key is taken apart exactly. */
const STAGES = 2 ** Math.ceil(Math.log2(MOST_STAGES));
const DIRECTIONS = 2;
const KEY_UNUSED = -1;
/**
 * Addresses from here on (2 TiB) are counted together; no guest of this machine has anything there. Keys below it are exact in
 * a double.
 */
const ADDRESS_LIMIT = 2 ** 53 / (EXIT_KINDS.length * DIRECTIONS * STAGES);

export class ExitAccount {
  /** ((address · kinds + kind) · DIRECTIONS + direction) · STAGES + stage */
  readonly #keys = new Float64Array(SLOTS).fill(KEY_UNUSED);
  readonly #counts = new Float64Array(SLOTS);
  readonly #handlerNs = new Float64Array(SLOTS);
  #used = 0;
  #shortestRunNs = Number.POSITIVE_INFINITY;

  /** @param stage below MOST_STAGES @param direction 1 for a write, 0 for a read */
  add(stage: number, kind: number, address: number, direction: number, handlerNs: Nanoseconds): void {
    const what =
      address < ADDRESS_LIMIT
        ? (address * EXIT_KINDS.length + kind) * DIRECTIONS + direction
        : OTHER * DIRECTIONS;
    const slot = this.#find(what * STAGES + stage, stage);
    this.#counts[slot] = this.#counts[slot]! + 1;
    this.#handlerNs[slot] = this.#handlerNs[slot]! + handlerNs;
  }

  /** Notes how long one KVM_RUN took that ended in an exit. */
  noteRun(runNs: Nanoseconds): void {
    if (runNs < this.#shortestRunNs) this.#shortestRunNs = runNs;
  }

  /**
   * The shortest KVM_RUN: the way into the guest and out again with next to nothing between, and so the most that an
   * exit can be said to cost; Infinity before the first.
   */
  get shortestRunNs(): Nanoseconds {
    return this.#shortestRunNs;
  }

  /** All that was counted, in no particular order. */
  entries(): CountedExits[] {
    const used = [...this.#keys.keys()].filter((slot) => this.#keys[slot] !== KEY_UNUSED);
    return used.map((slot) => this.#entry(slot));
  }

  #find(key: number, stage: number): number {
    let slot = this.#hash(key);
    while (this.#keys[slot] !== key) {
      if (this.#keys[slot] === KEY_UNUSED) {
        // Addresses are the guest's choice: beyond the room for them, all further ones are one entry a stage.
        const overflow = OTHER * DIRECTIONS * STAGES + stage;
        if (this.#used >= MOST_USED && key !== overflow) return this.#find(overflow, stage);
        this.#keys[slot] = key;
        this.#used++;
        return slot;
      }
      slot = (slot + 1) % SLOTS;
    }
    return slot;
  }

  #hash(key: number): number {
    // The low 32 bits, and those above: without them, pages of memory would share few places.
    const low = (key | 0) ^ Math.imul(key / 2 ** 32, 0x9e3779b1);
    return (Math.imul(low ^ (low >>> 15), 0x2c1b3c6d) >>> 12) % SLOTS;
  }

  #entry(slot: number): CountedExits {
    const key = this.#keys[slot]!;
    const what = Math.floor(key / STAGES);
    const direction = what % DIRECTIONS === 1 ? 'write' : 'read';
    const kind = EXIT_KINDS[Math.floor(what / DIRECTIONS) % EXIT_KINDS.length]!;
    const address = Math.floor(what / DIRECTIONS / EXIT_KINDS.length);
    return {
      stage: key % STAGES,
      kind,
      address,
      direction,
      count: this.#counts[slot]!,
      handlerNs: Math.round(this.#handlerNs[slot]!),
    };
  }
}
