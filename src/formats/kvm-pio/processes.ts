/**
 * Finds the virtual machine of a thread. A line with the process decides. Otherwise each thread counts as a machine,
 * except vCPUs other than the first, which belong to the first vCPU started before them.
 */
import type { ClockReading } from '../reading/decimal-time.js';
import { MAX_PROCESSES } from '../reading/port-writes.js';
import type { TraceLine } from './trace-line.js';

/** `vcpu0` (Cloud Hypervisor), `fc_vcpu 0` (Firecracker), `CPU 0/KVM` (QEMU with debug-threads). */
const VCPU_THREAD = /(?:vcpu ?|CPU )(\d{1,5})\b/;

export interface Owner {
  /** Key of the machine's process, or of the thread that stands for it. */
  readonly process: string;
  readonly vcpu: number | null;
}

export class Processes {
  /** By thread. */
  readonly #owners = new Map<number, Owner>();
  readonly #execs = new Map<number, { readonly comm: string; readonly time: ClockReading }>();
  /** Threads that lines named without their process. */
  #loose = 0;

  /** True when several threads with unknown processes were seen. */
  get areGuessed(): boolean {
    return this.#loose > 1;
  }

  /** Remembers that a program was started. */
  exec(pid: number, comm: string, time: ClockReading): void {
    if (this.#execs.size < MAX_PROCESSES) this.#execs.set(pid, { comm, time });
  }

  /** The machine that this line is about. */
  ownerOf(line: TraceLine): Owner {
    const known = this.#owners.get(line.tid);
    if (known !== undefined) return known;
    const vcpu = vcpuOf(line.comm);
    const owner = { process: this.#processOf(line, vcpu), vcpu };
    if (this.#owners.size < MAX_PROCESSES) this.#owners.set(line.tid, owner);
    return owner;
  }

  /** Notes the number of a thread's vCPU. */
  name(line: TraceLine, vcpu: number): void {
    const owner = this.ownerOf(line);
    if (owner.vcpu === null && this.#owners.has(line.tid)) this.#owners.set(line.tid, { ...owner, vcpu });
  }

  /** When the program of this line was started; null when that was not recorded, or could be several. */
  startOf({ pid, tid, comm }: TraceLine): ClockReading | null {
    if (pid !== null) return this.#execs.get(pid)?.time ?? null;
    const candidates = [...this.#execs].filter(([started, exec]) => started <= tid && exec.comm === comm);
    return candidates.length === 1 ? candidates[0]![1].time : null;
  }

  #processOf({ pid, tid }: TraceLine, vcpu: number | null): string {
    if (pid !== null) return `process ${pid}`;
    this.#loose += 1;
    if (vcpu === null) return `thread ${tid}`;
    if (vcpu === 0) return this.#ownerOfLater(tid) ?? `thread ${tid}`;
    const firsts = [...this.#owners].filter(([other, owner]) => other < tid && owner.vcpu === 0);
    const nearest = firsts.reduce((best, [other]) => Math.max(best, other), -1);
    return this.#owners.get(nearest)?.process ?? `thread ${tid}`;
  }

  /** A later vCPU may be seen first: vCPU threads are started one after another, so their numbers run with those of the vCPUs. */
  #ownerOfLater(tid: number): string | null {
    for (const [other, { process, vcpu }] of this.#owners) {
      if (vcpu !== null && vcpu > 0 && other - tid === vcpu && process === `thread ${other}`) return process;
    }
    return null;
  }
}

function vcpuOf(comm: string): number | null {
  const number = VCPU_THREAD.exec(comm)?.[1];
  return number === undefined ? null : Number(number);
}
