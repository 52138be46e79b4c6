/** What a run that failed is called, in `run` and in `doctor`. */
import type { Stop } from '../trace/boot.js';

export function describeFailedGuest({ reason, detail }: Pick<Stop, 'reason' | 'detail'>): string {
  if (reason === 'crash') return `the guest crashed: ${detail ?? 'no detail'}`;
  if (reason === 'timeout') return detail ?? 'the guest did not end in time';
  return `the guest ended too early: ${detail ?? reason}`;
}
