/** What Cloud Hypervisor's events and exit say about the end of a guest, in this project's words. */
import type { GuestEnd } from '../guest-recorder.js';
import { describeExit, type ProgramExit } from '../program.js';

type End = Pick<GuestEnd, 'reason' | 'detail'>;

/** By `source event`. It boots a guest again that was reset. */
const ENDS: Readonly<Record<string, End>> = {
  'vm rebooting': { reason: 'reset', detail: null },
  'vm shutdown': { reason: 'shutdown', detail: null },
  'guest panic': { reason: 'crash', detail: 'the guest reported a panic' },
};

/** Null for an event that ends nothing. */
export function endOfEvent(source: string, event: string): End | null {
  return ENDS[`${source} ${event}`] ?? null;
}

/** The end of a program that said nothing of the guest's. */
export function endOfExit(exit: ProgramExit, lastLines: readonly string[]): End {
  if (exit.exitCode === 0) return { reason: 'shutdown', detail: null };
  const detail = [`Cloud Hypervisor ended (${describeExit(exit)})`, ...lastLines].join(': ');
  return { reason: 'crash', detail };
}
