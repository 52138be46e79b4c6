/** The worker threads of a run: started early, given their vCPUs, kicked out of the guest, waited for. */
import { constants } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { Control } from './control.js';
import { RUN } from './kvm/abi.js';
import type { VcpuHandle } from './kvm/handles.js';
import type { Libc } from './kvm/libc.js';
import type { VcpuAssignment, VcpuEnd } from './vcpu-thread.js';

/** A kick can fall between the check and KVM_RUN, so it is repeated until the thread answers. */
const KICK_INTERVAL_MS = 2;

export class VcpuThreads {
  readonly #workers: readonly Worker[];
  readonly #ready: readonly Promise<unknown>[];
  readonly #onSignal = () => undefined;

  /** @param workerFile the built worker entry */
  constructor(workerFile: string, count: number) {
    this.#workers = Array.from({ length: count }, () => startWorker(workerFile));
    this.#ready = this.#workers.map(nextMessage);
    // When the machine cannot be built, nobody waits for the threads, and their failure is nobody's.
    for (const ready of this.#ready) ready.catch(() => undefined);
    // The signal that kicks must have a handler, else it ends the process.
    process.on('SIGUSR2', this.#onSignal);
  }

  /** Resolves when every thread can take its vCPU; rejects when one cannot start. */
  async ready(): Promise<void> {
    await Promise.all(this.#ready);
  }

  /**
   * Runs every assignment in its thread and calls `onEnd` after each. Resolves when all have ended; rejects when
   * a thread died, but only after all others have ended too: none may outlive the memory that it uses.
   */
  async run(assignments: readonly VcpuAssignment[], onEnd: () => void): Promise<VcpuEnd[]> {
    const runs = assignments.map((assignment, index) =>
      this.#runOne(this.#workers[index]!, assignment).finally(onEnd),
    );
    await Promise.allSettled(runs);
    return Promise.all(runs);
  }

  async close(): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.terminate()));
    process.off('SIGUSR2', this.#onSignal);
  }

  async #runOne(worker: Worker, assignment: VcpuAssignment): Promise<VcpuEnd> {
    const end = nextMessage(worker);
    worker.postMessage(assignment);
    return (await end) as VcpuEnd;
  }
}

function startWorker(workerFile: string): Worker {
  const worker = new Worker(workerFile);
  worker.on('error', () => undefined);
  return worker;
}

/** The worker's next message; rejects when it dies first. */
function nextMessage(worker: Worker): Promise<unknown> {
  return new Promise((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', reject);
    worker.once('exit', () => reject(new Error('a vCPU thread ended without a word')));
  });
}

/** Makes KVM_RUN of running vCPUs return. */
export class Kicker {
  readonly #libc: Libc;
  readonly #control: Control;
  readonly #targets: readonly { id: number; page: Uint8Array }[];
  #timer: NodeJS.Timeout | null = null;

  constructor(libc: Libc, control: Control, vcpus: readonly VcpuHandle[]) {
    this.#libc = libc;
    this.#control = control;
    this.#targets = vcpus.map(({ id, runAddress, runSize }) => ({
      id,
      page: new Uint8Array(libc.view(runAddress, runSize)),
    }));
  }

  kickAll(): void {
    for (const { id, page } of this.#targets) {
      const thread = this.#control.threadOf(id);
      if (thread === 0) continue;
      page[RUN.immediate_exit] = 1;
      this.#libc.signalThread(thread, constants.signals.SIGUSR2);
    }
  }

  /** Kicks until `stop` is called. */
  kickUntilStopped(): void {
    if (this.#timer !== null) return;
    this.kickAll();
    this.#timer = setInterval(() => this.kickAll(), KICK_INTERVAL_MS);
  }

  stop(): void {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = null;
  }
}
