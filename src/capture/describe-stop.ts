/** Why a run ended, in a sentence, whichever engine ran it. */
import type { Stop, StopReason } from '../trace/boot.js';
import { milliseconds, writeSeconds } from '../trace/duration.js';
import { formatCode, type Nanoseconds } from '../trace/event.js';
import type { LastWords } from '../trace/last-words.js';
import { describeUntil } from '../trace/outcome.js';
import { printable } from '../trace/printable.js';
import { untilText } from '../trace/run.js';

export interface StopFacts {
  readonly reason: StopReason;
  /** Details of the end from the engine, mainly of a crash; null when the reason is sufficient. */
  readonly detail: string | null;
  /** Since zero; null when it is not known. */
  readonly timeNs: Nanoseconds | null;
  readonly timeoutNs: Nanoseconds | null;
  readonly untilCode: number | null;
  readonly untilMoments?: readonly string[];
  /** What the guest said when it gave up; null when it did not. */
  readonly panic: LastWords | null;
  readonly lastCode: { readonly code: number; readonly timeNs: Nanoseconds } | null;
  /** Key of the newest moment that the guest's text named; absent or null if there is none. */
  readonly lastMoment?: string | null;
  /** The last line that the guest wrote, or began; null when it wrote none. */
  readonly lastText: string | null;
}

/** The detail of a run that was ended because its guest had given up. */
export const ENDED_ON_PANIC = '--on-panic stop ended the run';

export function describeStop(facts: StopFacts): Stop {
  const { panic, timeNs } = facts;
  // However a guest that has given up ends its machine, and when it only hangs, the boot has crashed.
  if (panic !== null && PANIC_ENDS.includes(facts.reason)) {
    const why = shortened(panic.reason, MAX_REASON);
    const detail = `${panic.what}: ${why}; then ${describeEnd(facts)}`;
    return { reason: 'crash', detail: withMissingCode(detail, facts), timeNs };
  }
  return { reason: facts.reason, detail: detailOf(facts), timeNs };
}

const PANIC_ENDS: readonly StopReason[] = ['reset', 'halt', 'shutdown', 'timeout', 'crash'];

/** Of what a guest wrote, in a sentence. */
const MAX_REASON = 1000;
const MAX_LAST_TEXT = 200;

function shortened(text: string, limit: number): string {
  return printable(text.length <= limit ? text : `${text.slice(0, limit)}...`);
}

function describeEnd({ reason, detail, timeoutNs }: StopFacts): string {
  if (reason === 'crash') return detail ?? 'a crash';
  return reason === 'timeout' ? `the timeout after ${writeSeconds(timeoutNs ?? 0)}` : reason;
}

/** Appends the goal of the run that was not reached to the description of its end. */
function withMissingCode(detail: string, facts: StopFacts): string {
  const until = untilText(facts);
  return until === null ? detail : `${detail}; ${describeUntil(until)} did not arrive`;
}

/** `code 0x41 arrived`, also where the guest says in words that it is there. */
function describeArrival(facts: StopFacts): string | null {
  const until = untilText(facts);
  if (until === null) return null;
  const { untilCode, untilMoments = [], lastCode, lastMoment = null } = facts;
  const isMoment = lastMoment !== null && untilMoments.includes(lastMoment);
  if (!isMoment || untilCode === null || lastCode?.code === untilCode)
    return `${describeUntil(until)} arrived`;
  return `${describeUntil(lastMoment)} arrived, which stands for ${describeUntil(until)}`;
}

function detailOf(facts: StopFacts): string | null {
  switch (facts.reason) {
    case 'until':
      return describeArrival(facts);
    case 'timeout':
      return describeTimeout(facts);
    case 'crash':
      return withMissingCode(facts.detail ?? 'no detail', facts);
    case 'halt':
      return withMissingCode('every vCPU halted with interrupts off', facts);
    case 'reset':
    case 'shutdown':
      return untilText(facts) === null ? facts.detail : withMissingCode(facts.detail ?? facts.reason, facts);
    default:
      return facts.detail;
  }
}

function describeTimeout(facts: StopFacts): string {
  const { timeoutNs, lastCode, lastText } = facts;
  const until = untilText(facts);
  const missing = until === null ? 'the guest did not end' : `${describeUntil(until)} did not arrive`;
  const code =
    lastCode === null
      ? 'no code was written'
      : `last code ${formatCode(lastCode.code)} at ${milliseconds(lastCode.timeNs)} ms`;
  const text = lastText === null ? '' : `; its last text was "${shortened(lastText, MAX_LAST_TEXT)}"`;
  return `${missing} within ${writeSeconds(timeoutNs ?? 0)}; ${code}${text}`;
}
