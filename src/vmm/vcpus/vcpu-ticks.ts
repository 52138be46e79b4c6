/** The ticks of one vCPU and their users: the timer runs while there is at least one. */
import type { Nanoseconds } from '../../trace/event.js';
import type { Libc } from '../kvm/libc.js';
import { VcpuTimer } from '../kvm/vcpu-timer.js';

/** Called at a tick, with the time at which the vCPU was stopped; returns whether it waits for more. */
export type TickListener = (timeNs: Nanoseconds) => boolean;

export class VcpuTicks {
  #listeners: readonly TickListener[];
  #timer: VcpuTimer | null;

  /** Begins to interrupt the calling thread, which is to be the vCPU's. */
  constructor(libc: Libc, periodNs: Nanoseconds, listeners: readonly TickListener[]) {
    this.#listeners = listeners;
    this.#timer = new VcpuTimer(libc, periodNs);
  }

  tick(timeNs: Nanoseconds): void {
    for (const listener of this.#listeners) {
      if (!listener(timeNs)) this.#remove(listener);
    }
  }

  #remove(listener: TickListener): void {
    this.#listeners = this.#listeners.filter((other) => other !== listener);
    if (this.#listeners.length === 0) this.close();
  }

  /** No tick comes after this. */
  close(): void {
    this.#timer?.close();
    this.#timer = null;
  }
}
