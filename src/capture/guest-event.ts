/** One thing that a guest did, as an engine hears of it: before bytes are lines and before lines are marks. */
import type { LifecyclePhase, Nanoseconds, TextChannel } from '../trace/event.js';

export const TEXT_CHANNELS: readonly TextChannel[] = ['debug-console', 'firmware-debug', 'serial'];

interface GuestEventBase {
  /** Since zero. */
  readonly timeNs: Nanoseconds;
  /** Null where the engine does not say. */
  readonly vcpu: number | null;
}

export type GuestEvent =
  | (GuestEventBase & { readonly kind: 'code'; readonly code: number })
  | (GuestEventBase & { readonly kind: 'byte'; readonly channel: TextChannel; readonly value: number })
  | (GuestEventBase & {
      readonly kind: 'lifecycle';
      readonly phase: LifecyclePhase;
      /** Of a function that was entered. */
      readonly name?: string;
    });
