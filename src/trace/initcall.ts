/** The kernel's initcalls, as they began: `do_one_initcall` of Linux calls one after another (init/main.c). */
import type { Nanoseconds } from './event.js';

export interface Initcall {
  /** Of the function; `0x...` when it has no symbol. */
  readonly name: string;
  /** Since zero. */
  readonly startNs: Nanoseconds;
  /**
   * Up to the start of the next; null for the last. Holds whatever else the processor did meanwhile, and what lies
   * between two levels.
   */
  readonly durationNs: Nanoseconds | null;
  readonly vcpu: number | null;
}
