/** What was to be seen of a guest's kernel and was not, in words: without them, a trace would seem to say that nothing happened. */
import { type Diagnostic, warning } from '../../trace/diagnostic.js';

export interface KernelSightings {
  /** Whether a kernel has begun; null if this was not requested. */
  readonly hasBegun: boolean | null;
  /** Whether its functions were marked; null where none were to be. */
  readonly isMarked: boolean | null;
}

/** At most one warning, of what was missed first. */
export function describeMissedKernel({ hasBegun, isMarked }: KernelSightings): Diagnostic[] {
  const longer = 'let the guest run longer (--timeout, a later --until)';
  if (hasBegun === false) {
    const why = `the guest ended before one began, or boots something else: ${longer}, or leave out --kernel-marks`;
    return [
      warning('kernel-not-seen', `no Linux kernel was found, so the trace has no kernel codes: ${why}`),
    ];
  }
  if (isMarked === false) {
    const why = `the guest ended before its kernel had prepared its functions for being traced: ${longer}`;
    return [warning('marks-not-set', `no function was marked, so the trace has no function events: ${why}`)];
  }
  return [];
}
