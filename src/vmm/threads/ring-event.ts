/** What passes from a vCPU thread to the main thread: one thing that the guest did. */
import type { GuestEvent } from '../../capture/guest-event.js';
import type { LifecyclePhase, TextChannel } from '../../trace/event.js';

/** Maximum number of functions that one plan marks, because an event has one byte for the number. */
export const MOST_MARKED_FUNCTIONS = 256;

/** An argument that no 32 bits hold. */
export const OUT_OF_RANGE = -(2 ** 31);

/** A vCPU thread knows its number. */
export type RingEvent = GuestEvent & { readonly vcpu: number };

/** Where devices and the run loop put what the guest did; they know neither time nor thread. */
export interface EventSink {
  code(code: number): void;
  byte(channel: TextChannel, value: number): void;
  lifecycle(phase: LifecyclePhase): void;
  /** See FunctionEntryEvent. */
  functionEntry(entry: number, argument: number): void;
}
