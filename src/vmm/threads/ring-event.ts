/** What passes from a vCPU thread to the main thread: one thing that the guest did. */
import type { GuestEvent } from '../../capture/guest-event.js';
import type { LifecyclePhase, Nanoseconds, TextChannel } from '../../trace/event.js';

/** A marked function of the guest's kernel was entered. */
export interface FunctionEntryEvent {
  readonly kind: 'function';
  readonly timeNs: Nanoseconds;
  /** Number of the function in the plan. */
  readonly entry: number;
  /** Offset of its first argument from the kernel's `_text`; OUT_OF_RANGE when that is no place in the kernel. */
  readonly argument: number;
}

/** Most functions that one plan marks: an event has a byte for the number. */
export const MOST_MARKED_FUNCTIONS = 256;

/** An argument that no 32 bits hold. */
export const OUT_OF_RANGE = -(2 ** 31);

/** A vCPU thread knows its number. */
export type RingEvent = (GuestEvent | FunctionEntryEvent) & { readonly vcpu: number };

/** Where devices and the run loop put what the guest did; they know neither time nor thread. */
export interface EventSink {
  code(code: number): void;
  byte(channel: TextChannel, value: number): void;
  lifecycle(phase: LifecyclePhase): void;
  /** See FunctionEntryEvent. */
  functionEntry(entry: number, argument: number): void;
}
