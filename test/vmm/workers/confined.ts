/** A thread that takes the filter of a vCPU and tries what it may do and what it may not. */
import { spawnSync } from 'node:child_process';
import { randomFillSync } from 'node:crypto';
import { openSync, readSync, unlinkSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import { Libc } from '../../../src/vmm/kvm/libc.js';
import { denyProgram, VCPU_DENIES } from '../../../src/vmm/kvm/seccomp.js';

const { fd } = workerData as { fd: number };
const libc = new Libc();
libc.denyNewPrivileges();
const filtered = libc.filterSystemCalls(denyProgram(VCPU_DENIES), 'thread');

function outcome(attempt: () => unknown): string {
  try {
    attempt();
    return 'ok';
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? String(error);
  }
}

parentPort?.postMessage({
  filtered,
  open: outcome(() => openSync('/dev/null', 'r')),
  unlink: outcome(() => unlinkSync('/nowhere')),
  program: (spawnSync('true').error as NodeJS.ErrnoException | undefined)?.code ?? 'ran',
  kill: outcome(() => process.kill(process.pid, 0)),
  read: outcome(() => readSync(fd, new Uint8Array(16), 0, 16, 0)),
  random: outcome(() => randomFillSync(new Uint8Array(16))),
  // New memory and newly compiled code.
  memory: outcome(() => {
    const sum = new Function('n', 'let s = 0; for (let i = 0; i < n; i++) s += i % 7; return s');
    for (let round = 0; round < 50; round++) sum(100_000);
    return new Uint8Array(2 ** 26).fill(1);
  }),
});
