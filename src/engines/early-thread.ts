/**
 * The first vCPU's thread, started before the command line is even loaded: the two take about as long and run side
 * by side. What passes from the program's first line to the engine, past everything between, is kept here.
 */
import path from 'node:path';
import { type StartedThread, startThread } from '../vmm/thread-start.js';

/** The built worker entry of the package in a folder. */
export function workerFileOf(packageRoot: string): string {
  return path.join(packageRoot, 'dist', 'vcpu-worker.cjs');
}

let early: StartedThread | null = null;

/** Starts it; until somebody takes it, it does not keep the program alive. */
export function startEarlyThread(packageRoot: string): void {
  early = startThread(workerFileOf(packageRoot));
  early.worker.unref();
}

/** The early thread, once; null when there is none (any more). */
export function takeEarlyThread(): StartedThread | null {
  const taken = early;
  early = null;
  taken?.worker.ref();
  return taken;
}
