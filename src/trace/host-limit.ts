/**
 * System calls that fail because the host has run out of a resource, whatever their purpose. The input is not wrong in
 * this case. A full disk is not included, because it concerns one file and is reported with its name.
 */
import { EnvironmentError } from './errors.js';

type Limit = readonly [message: string, ...nextSteps: string[]];

const LIMITS: Readonly<Record<string, Limit>> = {
  EMFILE: ['this process cannot open more files', 'raise the limit: ulimit -n 1024'],
  ENFILE: ['the host has too many files open', 'check its limit: sysctl fs.file-nr fs.file-max'],
  ENOMEM: ['the host has no memory left for this', 'give the guest less: --memory 256M'],
};

/** Of a thread that could not be started. */
const THREAD_LIMITS: Readonly<Record<string, Limit>> = {
  ...LIMITS,
  EAGAIN: [
    'the host allows no more threads for this user',
    'use fewer vCPUs: --cpus 1',
    'raise the limit: ulimit -u, or pids.max of the control group (docker run --pids-limit)',
  ],
};

/** The error to show in the place of `error`; null when the host has not run out of anything. */
export function hostLimit(error: unknown): EnvironmentError | null {
  if (!(error instanceof Error)) return null;
  const { code = '', message } = error as NodeJS.ErrnoException;
  // Of a worker thread Node says only in words what failed: `EAGAIN`, `Worker initialization failure: EMFILE`.
  const isThread = code === 'ERR_WORKER_INIT_FAILED';
  const limit = isThread ? THREAD_LIMITS[/E[A-Z]+$/.exec(message)?.[0] ?? ''] : LIMITS[code];
  if (limit === undefined) return null;
  const [why, ...nextSteps] = limit;
  return new EnvironmentError('host-limit', why, nextSteps);
}
