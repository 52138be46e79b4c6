/** The error for an output that was opened and does not take what is written: the host's matter, with what to look at. */
import { EnvironmentError } from '../../trace/errors.js';
import { systemCode, systemReason } from '../program/system-reason.js';

const NEXT_STEPS: Readonly<Record<string, string>> = {
  ENOSPC: 'free some space, or choose a file on another disk: df -h shows free space',
  EDQUOT: 'free some space, or choose a file on another disk: quota shows your limit',
  EFBIG: 'raise the limit for file sizes: ulimit -f',
  EIO: 'look for device errors: dmesg',
};

/** `where` is a file, or `standard output`. */
export function writeFailure(where: string, error: unknown): EnvironmentError {
  const nextStep = NEXT_STEPS[systemCode(error) ?? ''];
  const message = `cannot write ${where}: ${systemReason(error)}`;
  return new EnvironmentError('output-failed', message, nextStep === undefined ? [] : [nextStep]);
}
