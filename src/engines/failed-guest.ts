/** What a run that failed is called, in `run` and in `doctor`. */
import type { Outcome } from '../trace/outcome.js';

/** Reasons that the guest's own text gives, however its run ended. */
const GAVE_UP: readonly Outcome['reason'][] = ['panic', 'oops', 'emergency'];

export function describeFailedGuest({ reason, detail }: Pick<Outcome, 'reason' | 'detail'>): string {
  if (GAVE_UP.includes(reason)) return `the guest gave up (${reason}): ${detail ?? 'no detail'}`;
  if (reason === 'crash') return `the guest crashed: ${detail ?? 'no detail'}`;
  if (reason === 'timeout') return detail ?? 'the guest did not end in time';
  return `the guest ended too early: ${detail ?? reason}`;
}
