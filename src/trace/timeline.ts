/** A boot after classification and timing: the shapes that reports are made of. Field names are the JSON contract's. */
import type { Boot } from './boot.js';
import type { CodeEvent, LifecycleEvent, Nanoseconds, TextEvent } from './event.js';

interface Timed {
  /** Position in the boot, from 0. */
  readonly seq: number;
  /** Time since the previous code that counts; for the first, since zero. */
  readonly deltaNs: Nanoseconds;
}

export interface TimedCode extends Omit<CodeEvent, 'name'>, Timed {
  readonly stage: string;
  /** From the user's table or a mark; null when the code has none. */
  readonly name: string | null;
  /** A code that no one meant (see docs/noise.md): kept, but left out of stages. */
  readonly noise: boolean;
  /** A code of an earlier stage that came after a later one began. */
  readonly revisit: boolean;
}
export interface TimedText extends TextEvent, Timed {}
export interface TimedLifecycle extends LifecycleEvent, Timed {}
export type TimedEvent = TimedCode | TimedText | TimedLifecycle;

export interface StageSpan {
  readonly stage: string;
  readonly startNs: Nanoseconds;
  readonly endNs: Nanoseconds;
  readonly durationNs: Nanoseconds;
  /** Its own codes. */
  readonly events: number;
  /** Codes of earlier stages written while this one was the latest. */
  readonly revisits: number;
  readonly firstCode: number;
  readonly lastCode: number;
}

export interface LedgerRow {
  readonly kind: 'setup' | 'stage' | 'gap';
  /** `setup`, a stage, or `stage..stage` for the gap between two. */
  readonly name: string;
  readonly startNs: Nanoseconds;
  readonly endNs: Nanoseconds;
  readonly durationNs: Nanoseconds;
}

export interface Timeline {
  readonly boot: Boot;
  /** Position among all boots of the report, from 0. */
  readonly index: number;
  /** Time of the last code that counts; 0 when there is none. */
  readonly totalNs: Nanoseconds;
  readonly events: readonly TimedEvent[];
  readonly stages: readonly StageSpan[];
  /** Sums to `totalNs`. Empty when no code counts. */
  readonly ledger: readonly LedgerRow[];
}

/** True when at least one code counts, so that `totalNs` was measured. */
export function isMeasured(timeline: Timeline): boolean {
  return timeline.ledger.length > 0;
}
