/** What passes from a vCPU thread to the main thread: one thing that the guest did. */
import type { GuestEvent } from '../capture/guest-event.js';
import type { LifecyclePhase, TextChannel } from '../trace/event.js';

export const LIFECYCLE_PHASES: readonly LifecyclePhase[] = [
  'guest-entry',
  'reset',
  'shutdown',
  'halt',
  'crash',
];

/** A vCPU thread knows its number. */
export type RingEvent = GuestEvent & { readonly vcpu: number };

/** Where devices and the run loop put what the guest did; they know neither time nor thread. */
export interface EventSink {
  code(code: number): void;
  byte(channel: TextChannel, value: number): void;
  lifecycle(phase: LifecyclePhase): void;
}
