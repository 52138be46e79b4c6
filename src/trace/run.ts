/** What a run is told beside its guest, whichever engine runs it. */

import type { ReadItem } from './boot.js';
import type { Nanoseconds, TextChannel } from './event.js';
import type { TextMark } from './marks.js';

/** Stages in order, by which exits are counted. */
export interface RunStages {
  /** Names by number; number 0 is the time before the first. */
  readonly names: readonly string[];
  /** Number of the stage that each of the 256 codes belongs to; 0 for codes that begin none. */
  readonly ofCode: Uint8Array;
}

/** A source of bytes for the guest's serial port. */
export interface SerialInput {
  /** Takes what has been typed and not yet been taken, at most `limit` bytes. */
  take(limit: number): Uint8Array;
}

export interface RunControl {
  /** When the work for this boot began, on the clock of this process; 0 is its start. What ran before zero counts from here. */
  readonly startedNs: Nanoseconds;
  /** Longest time from zero; null for no limit. */
  readonly timeoutNs: Nanoseconds | null;
  /** The code whose arrival ends the run; null runs to the guest's own end. */
  readonly untilCode: number | null;
  /** Lines of text that stand for codes. */
  readonly marks: readonly TextMark[];
  readonly stages: RunStages;
  /** Ends the guest within 100 ms when aborted. */
  readonly signal: AbortSignal;
  /** Called for the boot, each of its events as it becomes known, and its stop. */
  readonly onItem: (item: ReadItem) => void;
  /** What is typed for the guest's serial port; null when nobody types. */
  readonly serialInput: SerialInput | null;
  /** Text byte by byte as the guest wrote it, for whoever passes it on. */
  readonly onByte: (channel: TextChannel, value: number) => void;
}
