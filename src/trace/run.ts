/** What a run is told beside its guest, whichever engine runs it. */
import type { ReadItem } from './boot.js';
import { formatCode, type Nanoseconds, type TextChannel } from './event.js';
import type { TextMark } from './marks.js';

const CODES = 256;

/**
 * Maximum number of stage numbers: a stage has at least one code of its own, and number 0 is the time before the first.
 * Packed stage numbers must have room for these.
 */
export const MOST_STAGES = CODES + 1;

/** Stages in order, by which exits are counted. Made by `numberStages`. */
export interface RunStages {
  /** Names by number; number 0 is the time before the first. At most MOST_STAGES. */
  readonly names: readonly string[];
  /** Number of the stage that each of the 256 codes belongs to; 0 for codes that begin none. */
  readonly ofCode: Uint16Array;
}

/**
 * Numbers the stages of a table. Throws RangeError for more than a run can tell apart, and for a code of a stage that is none.
 *
 * @param ordered names of the stages in their order
 * @param rankOf place in `ordered` of the stage that a code begins; null for codes that begin none
 */
export function numberStages(ordered: readonly string[], rankOf: (code: number) => number | null): RunStages {
  const names = ['setup', ...ordered];
  if (names.length > MOST_STAGES) throw new RangeError(`${ordered.length} stages, and ${CODES} codes`);
  const ofCode = Uint16Array.from({ length: CODES }, (_, code) => (rankOf(code) ?? -1) + 1);
  const wrong = ofCode.findIndex((stage) => stage >= names.length);
  if (wrong >= 0) throw new RangeError(`code ${wrong} begins stage ${ofCode[wrong]} of ${names.length}`);
  return { names, ofCode };
}

/** What a run is to arrive at, as it is written everywhere: its code, or the key of its moment; null for the guest's own end. */
export function untilText({
  untilCode,
  untilMoments = [],
}: Pick<RunControl, 'untilCode' | 'untilMoments'>): string | null {
  return untilCode === null ? (untilMoments[0] ?? null) : formatCode(untilCode);
}

/** What `--on-panic` takes: what follows when the guest gives up. The first is the default. */
export const ON_PANIC = ['stop', 'continue'] as const;
export type OnPanic = (typeof ON_PANIC)[number];

/** A source of bytes for the guest's serial port. */
export interface SerialInput {
  /** Takes what has been typed and not yet been taken, at most `limit` bytes. */
  take(limit: number): Uint8Array;
}

export interface RunControl {
  /** Number of this boot among the boots of the run, from 0: each of its items has it. */
  readonly boot: number;
  /** When the work for this boot began, on the clock of this process; 0 is its start. What ran before zero counts from here. */
  readonly startedNs: Nanoseconds;
  /** Longest time from zero; null for no limit. */
  readonly timeoutNs: Nanoseconds | null;
  /** The code whose arrival ends the run; null for none. */
  readonly untilCode: number | null;
  /** Keys of the moments whose arrival ends the run, too; none when absent. Without a code and them it runs to the guest's own end. */
  readonly untilMoments?: readonly string[];
  /** False lets a guest go on that has said that it gives up: true when absent. */
  readonly endsOnPanic?: boolean;
  /** Lines of text that stand for codes. */
  readonly marks: readonly TextMark[];
  readonly stages: RunStages;
  /** Ends the guest within 100 ms when aborted. */
  readonly signal: AbortSignal;
  /** Called for the boot, each of its events as it becomes known, and its stop. */
  readonly onItem: (item: ReadItem) => void;
  /** Keyboard input for the guest's serial port; null if there is none. */
  readonly serialInput: SerialInput | null;
  /** Text byte by byte as the guest wrote it, for consoles. */
  readonly onByte: (channel: TextChannel, value: number) => void;
}
