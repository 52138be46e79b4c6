/** A boot: one run of one guest, from VM creation to the end of its trace; and what reading one yields. */
import type { Diagnostic } from './diagnostic.js';
import type { Nanoseconds, TraceEvent } from './event.js';

export type StopReason = 'reset' | 'halt' | 'shutdown' | 'until' | 'timeout' | 'crash' | 'interrupted';

/** Why and how a run ended. */
export interface Stop {
  readonly reason: StopReason;
  /** One sentence for people; null when the reason says it all. */
  readonly detail: string | null;
}

/** Which machine and which program took the times; null where it is not known. */
export interface Provenance {
  readonly boottrace: string;
  readonly engine: string;
  /** Guest flags, as a person would type them. */
  readonly guest: Readonly<Record<string, unknown>>;
  readonly host: Readonly<Record<string, unknown>>;
}

export interface Boot {
  /** The file, `-` for standard input, or the engine's name for a live run. */
  readonly input: string;
  /** Id of the input format or of the engine. */
  readonly format: string;
  /** How long the monitor ran before zero (log prefix minus trailing value); null when it cannot be told. */
  readonly vmmStartNs: Nanoseconds | null;
  /** In order of time. */
  readonly events: readonly TraceEvent[];
  readonly stop: Stop | null;
  readonly provenance: Provenance | null;
}

/** What a reader or a runner emits, one after another. `boot` tells apart boots whose lines are interleaved. */
export type ReadItem =
  | {
      readonly kind: 'boot';
      readonly boot: number;
      readonly vmmStartNs: Nanoseconds | null;
      readonly provenance?: Provenance;
    }
  | { readonly kind: 'event'; readonly boot: number; readonly event: TraceEvent }
  | { readonly kind: 'stop'; readonly boot: number; readonly stop: Stop }
  | { readonly kind: 'diagnostic'; readonly diagnostic: Diagnostic };

/** Everything one input held. */
export interface Reading {
  readonly boots: readonly Boot[];
  readonly diagnostics: readonly Diagnostic[];
}
