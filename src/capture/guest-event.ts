/** One action of a guest, as an engine receives it: before bytes become lines and lines become marks. */
import { POST_PORT } from '../trace/debug-ports.js';
import type { CodeEvent, FunctionEvent, LifecyclePhase, Nanoseconds, TextChannel } from '../trace/event.js';

export const TEXT_CHANNELS: readonly TextChannel[] = ['debug-console', 'firmware-debug', 'serial'];

interface GuestEventBase {
  /** Since zero. */
  readonly timeNs: Nanoseconds;
  /** Null where the engine does not say. */
  readonly vcpu: number | null;
}

/** A code is already the event that a trace holds. */
export type GuestEvent =
  | CodeEvent
  | (GuestEventBase & { readonly kind: 'byte'; readonly channel: TextChannel; readonly value: number })
  | (GuestEventBase & { readonly kind: 'lifecycle'; readonly phase: LifecyclePhase })
  | FunctionEntryEvent;

/** A marked function of the guest's kernel was entered. */
export interface FunctionEntryEvent {
  readonly kind: 'function-entry';
  readonly timeNs: Nanoseconds;
  readonly vcpu: number | null;
  /** Number of the function in the plan. */
  readonly entry: number;
  /** Offset of its first argument from the kernel's `_text`; the runner's OUT_OF_RANGE when that is no place in the kernel. */
  readonly argument: number;
}

/** A function of the guest's kernel that was entered, as a trace names it. */
export type FunctionName = Pick<FunctionEvent, 'name' | 'initcall'>;

/** A code that a guest wrote to the POST port. */
export function postCode<Vcpu extends number | null>(
  timeNs: Nanoseconds,
  vcpu: Vcpu,
  code: number,
): CodeEvent & { readonly vcpu: Vcpu } {
  return { kind: 'code', timeNs, line: null, vcpu, code, port: POST_PORT };
}
