/**
 * The first vCPU's thread, started before the command line is even loaded: the two take about as long and run side
 * by side. What passes from the program's first line to the engine, past everything between, is kept here.
 */
import path from 'node:path';
import { platformProblem } from '../vmm/kvm/native-host.js';
import { endThread, type StartedThread, startThread } from '../vmm/threads/start-worker.js';

/** The built worker entry of the package in a folder. */
export function workerFileOf(packageRoot: string): string {
  return path.join(packageRoot, 'dist', 'vcpu-worker.cjs');
}

let early: StartedThread | null = null;

/** Starts the thread if its native code can work. An unused thread does not keep the program alive. */
export function startEarlyThread(packageRoot: string): void {
  if (platformProblem() !== null) return;
  try {
    early = startThread(workerFileOf(packageRoot));
    early.worker.unref();
  } catch {
    // A host without a thread to give: the run starts its own and says so, if it comes that far.
    early = null;
  }
}

/** Ends an unused thread, for example after a mistyped flag: the program must not end while the thread is starting. */
export async function endEarlyThread(): Promise<void> {
  const unused = takeEarlyThread();
  if (unused !== null) await endThread(unused);
}

/** The early thread, once; null when there is none (any more). */
export function takeEarlyThread(): StartedThread | null {
  const taken = early;
  early = null;
  taken?.worker.ref();
  return taken;
}
