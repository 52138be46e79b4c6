/**
 * What Cloud Hypervisor says of itself at level Error: that it could not start its guest (main.rs, `Fatal error`, since v38.0), and that
 * a vCPU could not go on (vmm/src/cpu.rs, `VCPU generated error`), which is how it reports a triple fault.
 */
import type { Stop } from '../../trace/boot.js';
import { printable } from '../../trace/printable.js';

/** Longest words that are kept. */
const MAX_WORDS = 1000;

const CRASH = /^VCPU generated error: /;
const FAILED_START = /^(?:Fatal error: |Error booting VM: )/;

/** How a boot ended, by this message; null for one that says nothing of the kind. */
export function findFailure(
  message: string,
  line: number,
): (Stop & { readonly reason: 'crash' | 'start' }) | null {
  const reason = CRASH.test(message) ? 'crash' : FAILED_START.test(message) ? 'start' : null;
  if (reason === null) return null;
  return { reason, detail: printable(message.slice(0, MAX_WORDS).trimEnd()), line };
}
