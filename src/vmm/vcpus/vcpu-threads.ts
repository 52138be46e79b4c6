/** The worker threads of a run: started early, given their vCPUs, kicked out of the guest, waited for. */
import { constants } from 'node:os';
import type { Nanoseconds } from '../../trace/event.js';
import { RUN } from '../kvm/abi.js';
import type { VcpuHandle } from '../kvm/kvm-system.js';
import type { Libc } from '../kvm/libc.js';
import type { MainControl } from '../threads/control.js';
import { type WaitingThread, waitedSince } from '../threads/host-wait.js';
import { endThread, nextMessage, type StartedThread, startThread } from '../threads/start-worker.js';
import type { VcpuAssignment, VcpuEnd } from './run-assignment.js';

/** A kick can fall between the check and KVM_RUN, so it is repeated until the thread answers. */
const KICK_INTERVAL_MS = 2;

export interface ThreadEnd extends VcpuEnd {
  /** How long the thread was ready and waited for a processor of the host; null where the kernel does not count it. */
  readonly hostWaitNs: Nanoseconds | null;
}

export class VcpuThreads {
  readonly #threads: readonly StartedThread[];
  readonly #onSignal = () => undefined;

  /** @param first a thread that was started before; the others are started now. Throws when one cannot be. */
  constructor(workerFile: string, count: number, first: StartedThread | null = null) {
    const started = first === null ? [] : [first];
    try {
      while (started.length < count) started.push(startThread(workerFile));
    } catch (error) {
      // No other code will close them, and they would keep the process alive.
      for (const thread of started) void endThread(thread);
      throw error;
    }
    this.#threads = started;
    // The signal that kicks must have a handler, else it ends the process.
    process.on('SIGUSR2', this.#onSignal);
  }

  /** Resolves when every thread can take its vCPU; rejects when one cannot start. */
  async ready(): Promise<void> {
    await Promise.all(this.#threads.map(({ ready }) => ready));
  }

  /**
   * Runs every assignment in its thread and calls `onEnd` after each. Resolves when all have ended; rejects when
   * a thread died, but only after all others have ended too: none may outlive the memory that it uses.
   */
  async run(assignments: readonly VcpuAssignment[], onEnd: () => void): Promise<ThreadEnd[]> {
    const runs = assignments.map((assignment, index) =>
      this.#runOne(this.#threads[index]!, assignment).finally(onEnd),
    );
    await Promise.allSettled(runs);
    return Promise.all(runs);
  }

  async close(): Promise<void> {
    await Promise.all(this.#threads.map(endThread));
    process.off('SIGUSR2', this.#onSignal);
  }

  async #runOne({ worker, ready }: StartedThread, assignment: VcpuAssignment): Promise<ThreadEnd> {
    const before = (await ready) as WaitingThread | null;
    const end = nextMessage(worker);
    worker.postMessage(assignment);
    const ended = (await end) as VcpuEnd;
    return { ...ended, hostWaitNs: waitedSince(before) };
  }
}

/** Makes KVM_RUN of running vCPUs return. */
export class Kicker {
  readonly #libc: Libc;
  readonly #control: MainControl;
  readonly #targets: readonly { id: number; page: Uint8Array }[];
  #timer: NodeJS.Timeout | null = null;

  constructor(libc: Libc, control: MainControl, vcpus: readonly VcpuHandle[]) {
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
