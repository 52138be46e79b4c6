/** The bundled runner's only door: run one guest on /dev/kvm and hear what it does. */
import { EnvironmentError } from '../trace/errors.js';
import type { Guest } from '../trace/guest.js';
import { KVM_CAP } from './kvm/abi.js';
import { KvmSystem } from './kvm/kvm-system.js';
import { Libc } from './kvm/libc.js';
import { SYNC_REGISTERS } from './kvm/sync-registers.js';
import { checkSizes, prepareMachine } from './machine/prepare-machine.js';
import { type MachineRunOptions, type RunResult, runMachine } from './run-machine.js';
import type { StartedThread } from './threads/start-worker.js';
import { VcpuThreads } from './vcpus/vcpu-threads.js';

export { confineProcess } from './confinement.js';
export { Libc } from './kvm/libc.js';
export { openPty, type Pty } from './kvm/pty.js';
export { type StampedSocket, StampedSockets } from './kvm/stamped-sockets.js';
export type { GuestObserver } from './observe/guest-observer.js';
export type { KernelMarks } from './observe/kernel-watch.js';
export { type KvmFacts, probeKvm } from './probe-kvm.js';
export type { RunResult } from './run-machine.js';

export interface RunOptions extends MachineRunOptions {
  /** The built worker entry. */
  readonly workerFile: string;
  /** A thread that was started ahead of the run. */
  readonly firstThread?: StartedThread | null;
}

/**
 * Boots the guest and returns when it has ended. Emits a `boot` item, its events and a `stop` item.
 * Throws InputError and EnvironmentError before the guest runs; afterwards the stop says what happened.
 */
export async function runGuest(config: Guest, options: RunOptions): Promise<RunResult> {
  checkSizes(config);
  // Threads take longest to start, so they come first and start while images are read. The VM is created when they
  // are ready: its clock should not count the start of a JavaScript engine.
  const threads = new VcpuThreads(options.workerFile, config.cpus, options.firstThread);
  try {
    const libc = new Libc();
    if (options.observer || options.kernelMarks) requireRegisters(libc);
    libc.denyNewPrivileges();
    const preparation = prepareMachine(config, libc);
    try {
      await threads.ready();
      const machine = preparation.create();
      return await runMachine({ machine, libc, config, threads, options });
    } finally {
      preparation.close();
    }
  } finally {
    await threads.close();
  }
}

/** Throws EnvironmentError where KVM does not hand out registers with each exit: a guest cannot be looked into there. */
function requireRegisters(libc: Libc): void {
  const system = KvmSystem.open(libc);
  const offered = system.capability(KVM_CAP.SYNC_REGS);
  system.close();
  if ((offered & SYNC_REGISTERS) === SYNC_REGISTERS) return;
  throw new EnvironmentError(
    'no-sync-registers',
    "this host's KVM does not report registers at exits (KVM_CAP_SYNC_REGS), which is needed to look inside a guest",
    ['use kernel 4.17 or newer', 'run without --profile, --initcalls, --trace-function and --kernel-marks'],
  );
}
