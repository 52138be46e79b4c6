/** Why a run ended, in a sentence, whichever engine ran it. */
import type { Stop, StopReason } from '../trace/boot.js';
import { formatCode, type Nanoseconds } from '../trace/event.js';

export interface StopFacts {
  readonly reason: StopReason;
  /** What the engine knows of the end: what crashed, most of all; null when the reason says it all. */
  readonly detail: string | null;
  readonly timeoutNs: Nanoseconds | null;
  readonly untilCode: number | null;
  /** What a kernel said when it gave up; null when none did. */
  readonly panic: string | null;
  readonly lastCode: { readonly code: number; readonly timeNs: Nanoseconds } | null;
}

export function describeStop(facts: StopFacts): Stop {
  // However a panicking kernel ends the machine, and when it only hangs, the boot has crashed.
  if (facts.panic !== null && PANIC_ENDS.includes(facts.reason)) {
    return { reason: 'crash', detail: `kernel panic: ${facts.panic}; then ${describeEnd(facts)}` };
  }
  return { reason: facts.reason, detail: detailOf(facts) };
}

const PANIC_ENDS: readonly StopReason[] = ['reset', 'halt', 'shutdown', 'timeout', 'crash'];

function describeEnd({ reason, detail }: StopFacts): string {
  if (reason === 'crash') return detail ?? 'a crash';
  return reason === 'timeout' ? 'nothing until the timeout' : reason;
}

function detailOf(facts: StopFacts): string | null {
  switch (facts.reason) {
    case 'until':
      return facts.untilCode === null ? null : `code ${formatCode(facts.untilCode)} arrived`;
    case 'timeout':
      return describeTimeout(facts);
    case 'crash':
      return facts.detail ?? 'no detail';
    case 'halt':
      return 'every vCPU halted with interrupts off';
    default:
      return facts.detail;
  }
}

function describeTimeout({ timeoutNs, untilCode, lastCode }: StopFacts): string {
  const limit = `${(timeoutNs ?? 0) / 1e9} s`;
  const missing =
    untilCode === null ? 'the guest did not end' : `code ${formatCode(untilCode)} did not arrive`;
  const last =
    lastCode === null
      ? 'no code was written'
      : `last code ${formatCode(lastCode.code)} at ${(lastCode.timeNs / 1e6).toFixed(3)} ms`;
  return `${missing} within ${limit}; ${last}`;
}
