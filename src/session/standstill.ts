/**
 * Notices that this process stood still while a guest ran, since times and `--timeout` go on then: stopped by a signal, held
 * up by a terminal, without processor time, or on a host that was suspended. Looks at clocks at intervals; a moment in which
 * the process was busy is none in which it stood still.
 */
import { uptime } from 'node:os';
import { type Diagnostic, warning } from '../trace/diagnostic.js';
import type { Nanoseconds } from '../trace/event.js';

export interface Clocks {
  /** Does not count time in which the host is suspended. */
  monotonicNs(): Nanoseconds;
  /** Processor time of this process. */
  processorNs(): Nanoseconds;
  /** Counts time in which the host is suspended too; to some ten milliseconds. */
  uptimeNs(): Nanoseconds;
}

const HOST_CLOCKS: Clocks = {
  monotonicNs: () => Math.round(performance.now() * 1e6),
  processorNs: () => {
    const { user, system } = process.cpuUsage();
    return (user + system) * 1000;
  },
  uptimeNs: () => Math.round(uptime() * 1e9),
};

/** A busy host makes many processes wait; less is not worth a word. */
const LEAST_NS = 1e9;
/** A process that used more than this share of processor time in an interval was working in it. */
const BUSY_PART = 0.1;

export class StandstillWatch {
  readonly #clocks: Clocks;
  #at: Nanoseconds;
  #processorNs: Nanoseconds;
  /** How much of the uptime the monotonic clock had not counted when the watch began. */
  readonly #uncountedNs: Nanoseconds;
  #stoodNs: Nanoseconds = 0;

  constructor(clocks: Clocks = HOST_CLOCKS) {
    this.#clocks = clocks;
    this.#at = clocks.monotonicNs();
    this.#processorNs = clocks.processorNs();
    this.#uncountedNs = clocks.uptimeNs() - this.#at;
  }

  /** To be called several times a second. */
  look(): void {
    const [at, processorNs] = [this.#clocks.monotonicNs(), this.#clocks.processorNs()];
    const gapNs = at - this.#at;
    if (gapNs >= LEAST_NS && processorNs - this.#processorNs < gapNs * BUSY_PART) this.#stoodNs += gapNs;
    [this.#at, this.#processorNs] = [at, processorNs];
  }

  /** What was noticed since the watch began; none when nothing was. */
  diagnostics(): Diagnostic[] {
    this.look();
    const suspendedNs = this.#clocks.uptimeNs() - this.#at - this.#uncountedNs;
    return [
      ...(this.#stoodNs === 0 ? [] : [warning('stood-still', stoodText(this.#stoodNs))]),
      ...(suspendedNs < LEAST_NS ? [] : [warning('host-suspended', suspendedText(suspendedNs))]),
    ];
  }
}

function seconds(timeNs: Nanoseconds): string {
  return `${(timeNs / 1e9).toFixed(1)} s`;
}

function stoodText(timeNs: Nanoseconds): string {
  return `boottrace stood still for ${seconds(timeNs)} while the guest ran: it was stopped (Ctrl-Z, Ctrl-S, a debugger) or the host had no time for it; this is included in the times of this boot and in --timeout`;
}

function suspendedText(timeNs: Nanoseconds): string {
  return `the host was suspended for ${seconds(timeNs)} while the guest ran; this is not included in the times of this boot or in --timeout, but clocks that the guest reads may include it`;
}
