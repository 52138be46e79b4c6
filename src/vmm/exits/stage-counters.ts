/**
 * KVM's counters at the moment when each stage began, in shared memory: whichever thread sees a stage begin notes them.
 * What a stage counted is the difference to the next.
 */
import { addCounters, KVM_COUNTERS, type KvmCounter, type KvmStatsFile } from './kvm-stats.js';

const NOT_BEGUN = -1;

/** What KVM counted while a stage was the latest. */
export interface StageCount {
  /** Number of the stage. */
  readonly stage: number;
  readonly counts: Readonly<Record<KvmCounter, number>>;
}

export class StageCounters {
  readonly buffer: SharedArrayBuffer;
  readonly #rows: Float64Array;
  readonly #files: readonly KvmStatsFile[];

  /** @param files one a vCPU */
  constructor(buffer: SharedArrayBuffer, files: readonly KvmStatsFile[]) {
    this.buffer = buffer;
    this.#rows = new Float64Array(buffer);
    this.#files = files;
  }

  /** @param stages how many there are; number 0 has begun */
  static allocate(stages: number): SharedArrayBuffer {
    const buffer = new SharedArrayBuffer((stages + 1) * KVM_COUNTERS.length * Float64Array.BYTES_PER_ELEMENT);
    new Float64Array(buffer).fill(NOT_BEGUN, KVM_COUNTERS.length);
    return buffer;
  }

  /** Notes that a stage begins now. */
  begin(stage: number): void {
    const row = this.#row(stage);
    row.fill(0);
    for (const file of this.#files) addCounters(file, row);
  }

  /** What each stage that began has counted, when the run has ended. */
  finish(): StageCount[] {
    const end = this.#rows.length / KVM_COUNTERS.length - 1;
    this.begin(end);
    const begun = Array.from({ length: end + 1 }, (_, stage) => stage).filter(
      (stage) => this.#row(stage)[0] !== NOT_BEGUN,
    );
    return begun.slice(0, -1).map((stage, place) => {
      const [from, to] = [this.#row(stage), this.#row(begun[place + 1]!)];
      const counts = KVM_COUNTERS.map((name, counter) => [name, to[counter]! - from[counter]!] as const);
      return { stage, counts: Object.fromEntries(counts) as StageCount['counts'] };
    });
  }

  #row(stage: number): Float64Array {
    return this.#rows.subarray(stage * KVM_COUNTERS.length, (stage + 1) * KVM_COUNTERS.length);
  }
}
