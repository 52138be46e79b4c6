/** A worker thread from its start to its first message. Loads nothing else, so that it can come before all else. */
import { Worker } from 'node:worker_threads';
import { EnvironmentError } from '../../trace/errors.js';

export interface StartedThread {
  readonly worker: Worker;
  /** Resolves, with its first message, when it can take a vCPU; rejects when it dies first. */
  readonly ready: Promise<unknown>;
}

/**
 * V8 counts guest RAM that a thread views as its garbage collector's business. In a heap of this size it collects at once,
 * before the guest runs; in a larger one it does so bit by bit while the guest runs, and codes are stamped milliseconds late.
 */
const HEAP_MIB = 128;

/** @param workerFile the built worker entry */
export function startThread(workerFile: string): StartedThread {
  const worker = new Worker(workerFile, { resourceLimits: { maxOldGenerationSizeMb: HEAP_MIB } });
  worker.on('error', () => undefined);
  const ready = nextMessage(worker);
  // When no machine is built, no code waits for the thread, so its failure is ignored.
  ready.catch(() => undefined);
  return { worker, ready };
}

/**
 * Ends a thread, but not before it has loaded what it needs: native code that meets the end of its thread while it is
 * being loaded aborts the process.
 */
export async function endThread({ worker, ready }: StartedThread): Promise<void> {
  await ready.catch(() => undefined);
  await worker.terminate();
}

/** An error loses its class on the way between threads; one that says what the host refused gets it back. */
function restored(error: Partial<EnvironmentError>): unknown {
  const { exitCode, code, message, nextSteps } = error;
  return exitCode === 3 ? new EnvironmentError(code!, message!, nextSteps) : error;
}

/** The worker's next message; rejects when it dies first. */
export function nextMessage(worker: Worker): Promise<unknown> {
  return new Promise((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', (error) => reject(restored(error)));
    worker.once('exit', () => reject(new Error('a vCPU thread ended without a message')));
  });
}
