/** A boot: one run of one guest, from VM creation to the end of its trace; and what reading one yields. */
import type { Diagnostic } from './diagnostic.js';
import type { Nanoseconds, TraceEvent } from './event.js';
import type { Profile } from './profile/profile.js';

export const STOP_REASONS = [
  'reset',
  'halt',
  'shutdown',
  'until',
  'timeout',
  'crash',
  'interrupted',
  /** The monitor itself said that it could not start the guest. */
  'start',
] as const;
export type StopReason = (typeof STOP_REASONS)[number];

/** Why and how a run ended. */
export interface Stop {
  readonly reason: StopReason;
  /** One sentence for people; null when the reason says it all. */
  readonly detail: string | null;
  /** Time of the end since zero; null or absent if unknown, as in traces from before it was recorded. */
  readonly timeNs?: Nanoseconds | null;
  /** Line of the log that says so, from 1; null or absent for a run. */
  readonly line?: number | null;
}

/** Which machine and which program took the times; null where it is not known. */
export interface Provenance {
  readonly boottrace: string;
  readonly engine: string;
  /** Guest flags, as a person would type them. */
  readonly guest: Readonly<Record<string, unknown>>;
  readonly host: Readonly<Record<string, unknown>>;
  /** How often it was planned to look at the growing set of boots and decide whether to go on; absent for never. */
  readonly looks?: number;
  /** Start of the run: ISO 8601 in UTC. Absent in files from before it was recorded. */
  readonly startedAt?: string;
}

/** Exits of one kind in one stage: how often the guest needed the monitor, and what that cost the boot. */
export interface ExitCount {
  /** The latest stage that had begun; `setup` before the first. */
  readonly stage: string;
  /**
   * `kick`: the monitor interrupted the guest; `kernel`: the host's kernel handled it alone; `other`: anything else, and
   * what exceeded the room for counting.
   */
  readonly kind: 'pio' | 'mmio' | 'kick' | 'kernel' | 'other';
  /** Port or guest physical address; null for a kind that has none. */
  readonly address: number | null;
  readonly direction: 'read' | 'write' | null;
  /** Name of the device that answers there; of a `kernel` exit, its reason. */
  readonly device: string | null;
  readonly count: number;
  /** Time spent handling them and, as measured on this host, on the way out of the guest and back. */
  readonly totalNs: Nanoseconds;
}

/** How long a unit of systemd, or a module of cloud-init, took to start. */
export interface UnitTime {
  /** Comes from a log: never trust it to be printable. */
  readonly name: string;
  /** Since zero; null where the log does not say. */
  readonly startNs: Nanoseconds | null;
  readonly durationNs: Nanoseconds;
}

/** The two sets of guest flags that a run with `--vs` compares: the given ones, and those with `--vs` on top. */
export const SIDES = ['base', 'head'] as const;
export type Side = (typeof SIDES)[number];

/**
 * What ticks in the times of a boot, and from where. `vmm-monotonic`: the host's monotonic clock from the creation of
 * the VM; `host-monotonic`: a clock of a host from the first sign of the guest; `guest-monotonic`: the guest's own,
 * from its start; `wall`: time of day, which can be set while it is read.
 */
export const CLOCKS = ['vmm-monotonic', 'host-monotonic', 'guest-monotonic', 'wall'] as const;
export type Clock = (typeof CLOCKS)[number];

export interface Boot {
  /** The file, `-` for standard input, or the engine's name for a live run. */
  readonly input: string;
  /** Id of the input format or of the engine. */
  readonly format: string;
  /** The machine, if an input has several; null or absent if its source does not distinguish them. */
  readonly writer?: string | null;
  readonly clock: Clock;
  /** How long the monitor ran before zero (log prefix minus trailing value); null when it cannot be told. */
  readonly vmmStartNs: Nanoseconds | null;
  /** In order of time. */
  readonly events: readonly TraceEvent[];
  readonly stop: Stop | null;
  /** The code that was to end the run, `0x41`, or the key of the moment, `linux:init`; null or absent when it was to go on to the guest's own end, or nothing says so. */
  readonly until?: string | null;
  /** Dearest first; null when the source does not count them. */
  readonly exits: readonly ExitCount[] | null;
  /** How long one vCPU, the one that waited longest, was ready and waited for a processor of the host; absent if it was not counted. */
  readonly hostWaitNs?: Nanoseconds;
  readonly provenance: Provenance | null;
  /** Made to warm up the host: kept, but in no statistic. */
  readonly warmup: boolean;
  /** Null when the boot was not part of a comparison. */
  readonly side: Side | null;
  /** Of a boot that was sampled, which slowed it down. */
  readonly profile?: Profile;
  /** Where a log tells of units, the slowest first. They run beside each other, so their times have no sum. */
  readonly units?: readonly UnitTime[];
}

/** What a reader or a runner emits, one after another. `boot` tells apart boots whose lines are interleaved. */
export type ReadItem =
  | {
      readonly kind: 'boot';
      readonly boot: number;
      readonly vmmStartNs: Nanoseconds | null;
      readonly writer?: string;
      readonly provenance?: Provenance;
      readonly warmup?: boolean;
      readonly side?: Side | null;
      readonly until?: string | null;
      /** `vmm-monotonic` when absent. */
      readonly clock?: Clock;
    }
  | { readonly kind: 'event'; readonly boot: number; readonly event: TraceEvent }
  | { readonly kind: 'stop'; readonly boot: number; readonly stop: Stop }
  | {
      readonly kind: 'exits';
      readonly boot: number;
      readonly exits: readonly ExitCount[];
      readonly hostWaitNs?: Nanoseconds;
    }
  | { readonly kind: 'unit'; readonly boot: number; readonly unit: UnitTime }
  /** Comes at the start of a sampled boot, without stacks, so that it is known as one; and whole at its end. */
  | { readonly kind: 'profile'; readonly boot: number; readonly profile: Profile }
  | { readonly kind: 'diagnostic'; readonly diagnostic: Diagnostic };

/** Everything one input held. */
export interface Reading {
  readonly boots: readonly Boot[];
  readonly diagnostics: readonly Diagnostic[];
}
