/**
 * CLOCK_MONOTONIC as vCPU threads read it: twice at every exit, so it must not allocate. Node's own clocks do:
 * performance.now() a number of 16 bytes, process.hrtime.bigint() a big integer. Costs what they cost (clock_gettime(2), vDSO).
 */
import type { Nanoseconds } from '../../trace/event.js';
import type { Libc } from './libc.js';

const CLOCK_MONOTONIC = 1;
/** struct timespec: seconds and nanoseconds, 64 bits each; of the seconds the low half lasts for 136 years of uptime. */
const TIMESPEC_BYTES = 16;
const SECONDS = 0;
const NANOSECONDS = 2;
const NS_PER_SECOND = 1_000_000_000;

/** Time since zero, the same in every thread. */
export class MonotonicClock {
  readonly #read: Libc['clockGettime'];
  /** An ArrayBuffer of its own, which stays where it is. */
  readonly #now = new Uint32Array(new ArrayBuffer(TIMESPEC_BYTES));
  readonly #address: number;
  readonly #zeroSeconds: number;
  readonly #zeroNanoseconds: number;

  /** @param zeroNs the VM's creation, as `monotonicNs` gave it */
  constructor(libc: Libc, zeroNs: bigint) {
    this.#read = libc.clockGettime;
    this.#address = libc.addressOf(this.#now);
    this.#zeroSeconds = Number(zeroNs / BigInt(NS_PER_SECOND));
    this.#zeroNanoseconds = Number(zeroNs % BigInt(NS_PER_SECOND));
  }

  nowNs(): Nanoseconds {
    this.#read(CLOCK_MONOTONIC, this.#address);
    const seconds = this.#now[SECONDS]! - this.#zeroSeconds;
    return seconds * NS_PER_SECOND + (this.#now[NANOSECONDS]! - this.#zeroNanoseconds);
  }
}
