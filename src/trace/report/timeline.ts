/** A boot after classification and timing: the shapes that reports are made of. Field names are the JSON contract's. */
import type { Boot } from '../boot.js';
import type {
  CodeEvent,
  FunctionEvent,
  LifecycleEvent,
  MomentEvent,
  Nanoseconds,
  TextEvent,
} from '../event.js';
import type { Outcome } from '../outcome.js';

interface Timed {
  /** Position in the boot, from 0. */
  readonly seq: number;
  /**
   * Time since the previous event of its own kind; for the first, since zero. Codes and moments are one kind, to which noise does
   * not count.
   */
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

/** A moment; its stage and its name are the user's where a table of theirs has it. */
export interface TimedMoment extends Omit<MomentEvent, 'stage'>, Timed {
  readonly stage: string | null;
  /** The code of the boundary that it is, which the guest did not write: assertions of that code take it; absent for all others. */
  readonly standsFor?: number;
  /** A moment of an earlier stage that came after a later one began. */
  readonly revisit: boolean;
}
export interface TimedText extends TextEvent, Timed {}
export interface TimedLifecycle extends LifecycleEvent, Timed {}
export interface TimedFunction extends FunctionEvent, Timed {}
export type TimedEvent = TimedCode | TimedMoment | TimedText | TimedLifecycle | TimedFunction;

/** What times a boot: a code that counts, or a moment. */
export type TimedPoint = TimedCode | TimedMoment;

export function isPoint(event: TimedEvent): event is TimedPoint {
  return event.kind === 'code' ? !event.noise : event.kind === 'moment';
}

/** The code that a point is, or stands for; null for a moment that stands for none. */
export function codeOf(point: TimedPoint): number | null {
  return point.kind === 'code' ? point.code : (point.standsFor ?? null);
}

/** A part of a stage that its firmware or its loaders name: EDK2's PEI, coreboot's romstage. */
export interface StagePhase {
  /** The same in every boot: `edk2:pei`; `firmware:unnamed` for what comes before the first phase of a stage that is known. */
  readonly key: string;
  readonly name: string;
  readonly startNs: Nanoseconds;
  readonly endNs: Nanoseconds;
  readonly durationNs: Nanoseconds;
}

export interface StageSpan {
  readonly stage: string;
  readonly startNs: Nanoseconds;
  /** Its last code or moment; its first if the stage was not measured, because its end is unknown. */
  readonly endNs: Nanoseconds;
  /** Null when the stage was not measured. */
  readonly durationNs: Nanoseconds | null;
  /** Whether both ends of the stage were seen: docs/stages.md. */
  readonly measured: boolean;
  /** Its own codes and moments. */
  readonly events: number;
  /** How many of `events` are moments. */
  readonly moments: number;
  /** Codes and moments of earlier stages that came while this one was the latest. */
  readonly revisits: number;
  /** Null where the stage begins, or ends, with a moment. */
  readonly firstCode: number | null;
  readonly lastCode: number | null;
  /** The code as it is written, `0x40`, or the moment's key. */
  readonly first: string;
  readonly last: string;
  /** As people read it: the code, or the moment's name. */
  readonly firstName: string;
  readonly lastName: string;
  /** They touch, and sum to the stage. Absent where the stage was not measured, or nothing in it names one. */
  readonly phases?: readonly StagePhase[];
}

/** Rows of a ledger that sum to the total. */
export const SUMMED_KINDS = ['setup', 'stage', 'gap'] as const;
/** `end`: from the last code or moment to the stop of a boot that went on; it is last, and not in the sum. */
export const LEDGER_KINDS = [...SUMMED_KINDS, 'end'] as const;

export interface LedgerRow {
  readonly kind: (typeof LEDGER_KINDS)[number];
  /** `setup`, a stage, `stage..stage` for the gap between two, or `end`. */
  readonly name: string;
  readonly startNs: Nanoseconds;
  readonly endNs: Nanoseconds;
  /** Null for a stage that was not measured. A gap beside such a stage has its time here, so that the rows sum to the total. */
  readonly durationNs: Nanoseconds | null;
  /** False for a stage with an unseen end, and for the gaps next to it: statistics leave out their times. */
  readonly measured: boolean;
}

/** A row's time for statistics, differences and assertions; null where it was not measured. */
function measuredNs({ measured, durationNs }: LedgerRow): Nanoseconds | null {
  return measured ? durationNs : null;
}

export interface Timeline {
  readonly boot: Boot;
  /** Position among all boots of the report, from 0. */
  readonly index: number;
  /** Time of the last code that counts or moment; 0 when there is none, or none after zero. */
  readonly totalNs: Nanoseconds;
  readonly events: readonly TimedEvent[];
  readonly stages: readonly StageSpan[];
  /** Sums to `totalNs`, without the row of kind `end`. No other row when there is no code that counts and no moment. */
  readonly ledger: readonly LedgerRow[];
  readonly outcome: Outcome;
}

/** True when the boot got as far as it was to: only then do its times say something about boots that work. */
export function isFinished({ outcome }: Pick<Timeline, 'outcome'>): boolean {
  return outcome.state === 'finished';
}

/** True when statistics may use the boot: it is no warm-up, and it finished. */
export function isCounted(timeline: Pick<Timeline, 'boot' | 'outcome'>): boolean {
  return !timeline.boot.warmup && isFinished(timeline);
}

/** The time of each row of the sum by its name, rows of one name summed; null where one of them was not measured. */
export function sumByName(ledger: readonly LedgerRow[]): ReadonlyMap<string, Nanoseconds | null> {
  const sums = new Map<string, Nanoseconds | null>();
  for (const row of ledger.filter(isSummed)) {
    const before = sums.get(row.name);
    const timeNs = measuredNs(row);
    sums.set(row.name, before === null || timeNs === null ? null : (before ?? 0) + timeNs);
  }
  return sums;
}

/** The row that took the most of a boot's total, the first of equals; null without rows. */
export function longestRow(ledger: readonly LedgerRow[]): LedgerRow | null {
  return ledger
    .filter(isSummed)
    .reduce<LedgerRow | null>(
      (most, row) => (most === null || (row.durationNs ?? 0) > (most.durationNs ?? 0) ? row : most),
      null,
    );
}

/** True when there is a code that counts or a moment, so that `totalNs` was measured. */
export function isMeasured({ ledger }: Pick<Timeline, 'ledger'>): boolean {
  return ledger.some(isSummed);
}

/** True for a row that `totalNs` is the sum of. */
export function isSummed<Row extends Pick<LedgerRow, 'kind'>>(
  row: Row,
): row is Row & { readonly kind: (typeof SUMMED_KINDS)[number] } {
  return row.kind !== 'end';
}

/**
 * What shares of a boot are of: the time until its stop. Where that is not known, the time of the last code or moment, or, as exits are
 * counted to the very end, of the last event.
 */
export function wholeOf({
  boot,
  totalNs,
  events,
}: Pick<Timeline, 'boot' | 'totalNs' | 'events'>): Nanoseconds {
  const stopNs = boot.stop?.timeNs ?? null;
  if (stopNs === null && boot.exits === null) return totalNs;
  return Math.max(totalNs, stopNs ?? 0, events.at(-1)?.timeNs ?? 0);
}
