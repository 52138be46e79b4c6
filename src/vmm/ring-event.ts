/** What passes from a vCPU thread to the main thread: one thing that the guest did. */
import type { LifecyclePhase, Nanoseconds, TextChannel } from '../trace/event.js';

export const TEXT_CHANNELS: readonly TextChannel[] = ['debug-console', 'firmware-debug', 'serial'];
export const LIFECYCLE_PHASES: readonly LifecyclePhase[] = [
  'guest-entry',
  'reset',
  'shutdown',
  'halt',
  'crash',
];

interface RingEventBase {
  readonly timeNs: Nanoseconds;
  readonly vcpu: number;
}

export type RingEvent =
  | (RingEventBase & { readonly kind: 'code'; readonly code: number })
  | (RingEventBase & { readonly kind: 'byte'; readonly channel: TextChannel; readonly value: number })
  | (RingEventBase & { readonly kind: 'lifecycle'; readonly phase: LifecyclePhase });

/** Where devices and the run loop put what the guest did; they know neither time nor thread. */
export interface EventSink {
  code(code: number): void;
  byte(channel: TextChannel, value: number): void;
  lifecycle(phase: LifecyclePhase): void;
}
