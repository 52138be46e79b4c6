/** What became of a boot: the words that reports, statistics and assertions go by. Rules: docs/outcomes.md. */
import { type Boot, STOP_REASONS, type Stop } from './boot.js';
import { parseCode } from './codes.js';

/** `finished`: it reached its goal. `unfinished`: its end was not seen. `interrupted`: the user stopped it. */
export const OUTCOME_STATES = ['finished', 'failed', 'unfinished', 'interrupted'] as const;
export type OutcomeState = (typeof OUTCOME_STATES)[number];

export const OUTCOME_REASONS = [
  ...STOP_REASONS,
  /** The input ends; nothing says that the boot went wrong. */
  'end',
  /** The guest's kernel, its firmware or its hypervisor said that it gave up. */
  'panic',
  /** The input ends in a report of a fault of the guest's kernel. */
  'oops',
  /** systemd gave up, and left the user with a rescue shell. */
  'emergency',
  /** The input ends in a stage whose begin was seen and whose end was not. */
  'stage',
] as const;
export type OutcomeReason = (typeof OUTCOME_REASONS)[number];

/** How many boots came to each state. */
export type OutcomeCounts = Readonly<Record<OutcomeState, number>>;

export function countOutcomes(outcomes: readonly Pick<Outcome, 'state'>[]): OutcomeCounts {
  const count = (state: OutcomeState) => outcomes.filter((outcome) => outcome.state === state).length;
  return {
    finished: count('finished'),
    failed: count('failed'),
    unfinished: count('unfinished'),
    interrupted: count('interrupted'),
  };
}

export interface Outcome {
  readonly state: OutcomeState;
  readonly reason: OutcomeReason;
  /** What says so: the words of the guest or the monitor, or a sentence; null when the reason says it all. */
  readonly detail: string | null;
  /** Line of the input that says so, from 1; null when there is none. */
  readonly line: number | null;
}

const FAILED_ENDS: ReadonlySet<Stop['reason']> = new Set(['crash', 'timeout', 'start']);

/** True when the run failed by its end alone, whatever its guest wrote. */
export function hasFailed(boot: Pick<Boot, 'stop' | 'until'>): boolean {
  return outcomeOfStop(boot)?.state === 'failed';
}

/** What the end itself decides; null where the boot came to an end that may be a good one. */
export function outcomeOfStop({ stop, until = null }: Pick<Boot, 'stop' | 'until'>): Outcome | null {
  if (stop === null) return null;
  const { reason, detail, line = null } = stop;
  const told = { reason, detail, line };
  if (reason === 'interrupted') return { state: 'interrupted', ...told };
  if (FAILED_ENDS.has(reason)) return { state: 'failed', ...told };
  if (reason === 'until') return { state: 'finished', ...told };
  return until === null ? null : { state: 'failed', ...told, detail: detail ?? withoutUntil(reason, until) };
}

/** `the run ended by reset; code 0x41 did not arrive` */
function withoutUntil(reason: Stop['reason'], until: string): string {
  return `the run ended by ${reason}; ${describeUntil(until)} did not arrive`;
}

/** `code 0x41`, or `moment linux:init`. */
export function describeUntil(until: string): string {
  return parseCode(until) === null ? `moment ${until}` : `code ${until}`;
}
