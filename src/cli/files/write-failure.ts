/** The error for an output that was opened and does not take what is written: the host's matter, with what to look at. */
import { EnvironmentError } from '../../trace/errors.js';
import { systemCode, systemReason } from '../program/system-reason.js';

const NEXT_STEPS: Readonly<Record<string, string>> = {
  ENOSPC: 'make room, or name a file on another disk: df -h shows where there is some',
  EDQUOT: 'make room, or name a file on another disk: quota shows what you may use',
  EFBIG: 'raise the limit on the size of files: ulimit -f',
  EIO: 'look for errors of the device: dmesg',
};

/** `where` is a file, or `standard output`. */
export function writeFailure(where: string, error: unknown): EnvironmentError {
  const nextStep = NEXT_STEPS[systemCode(error) ?? ''];
  const message = `cannot write ${where}: ${systemReason(error)}`;
  return new EnvironmentError('output-failed', message, nextStep === undefined ? [] : [nextStep]);
}
