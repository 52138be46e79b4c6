/**
 * A timer that interrupts one vCPU thread at a steady rate, so that KVM_RUN returns (timer_create(2) with SIGEV_THREAD_ID).
 * Its signal has a handler that does nothing and is no JavaScript, so a tick outside of KVM_RUN costs next to nothing.
 */
import { EnvironmentError } from '../../trace/errors.js';
import type { Nanoseconds } from '../../trace/event.js';
import type { Libc } from './libc.js';

/** A real-time signal of its own: neither libuv's, nor V8's profiler's, nor the one that ends a run. */
const SIGNAL = 44;
const SIGEV_THREAD_ID = 4;
const CLOCK_MONOTONIC = 1;
const SIGEVENT_SIZE = 64;
const SECOND_NS = 1_000_000_000;

export class VcpuTimer {
  readonly #libc: Libc;
  readonly #id: number;

  /** Starts interrupting the calling thread every `periodNs`. Throws EnvironmentError when the host has no such timer. */
  constructor(libc: Libc, periodNs: Nanoseconds) {
    this.#libc = libc;
    libc.ignoreSignal(SIGNAL);
    const event = new DataView(new ArrayBuffer(SIGEVENT_SIZE));
    event.setInt32(8, SIGNAL, true);
    event.setInt32(12, SIGEV_THREAD_ID, true);
    event.setInt32(16, libc.threadId(), true);
    this.#id = libc.createTimer(CLOCK_MONOTONIC, new Uint8Array(event.buffer));
    if (this.#id < 0) {
      throw new EnvironmentError('no-timer', `no timer for a vCPU: ${libc.describeError(libc.errno)}`);
    }
    this.#arm(periodNs);
  }

  /** No tick comes after this. To be called in the thread that made it. */
  close(): void {
    this.#libc.deleteTimer(this.#id);
  }

  #arm(periodNs: Nanoseconds): void {
    const seconds = BigInt(Math.floor(periodNs / SECOND_NS));
    const nanoseconds = BigInt(periodNs % SECOND_NS);
    // struct itimerspec: interval and first expiration.
    this.#libc.setTimer(this.#id, new BigInt64Array([seconds, nanoseconds, seconds, nanoseconds]));
  }
}
