/**
 * Before a thread is given its vCPU, it runs the exit loop for one that is not there, which writes to every debug port and
 * to COM1. So V8 compiles what the first exits need while no guest waits for it (docs/performance.md).
 */
import { POST_PORT } from '../trace/event.js';
import { Control } from './control.js';
import { DEVICE_STATE_SIZE } from './device-state.js';
import { EventRing } from './event-ring.js';
import type { CountedExits } from './exit-account.js';
import { KVM_EXIT, KVM_EXIT_IO_OUT, RUN } from './kvm/abi.js';
import type { Libc } from './kvm/libc.js';
import { GuestMemory } from './memory.js';
import { MiB } from './memory-map.js';
import { COM1, FIRMWARE_DEBUG } from './platform.js';
import { runVcpu, type VcpuEntry } from './run-loop.js';
import { StageCounters } from './stage-counters.js';
import { createParts, type VcpuAssignment } from './vcpu-thread.js';

/** Two to three milliseconds; more of them would make later exits faster still, and the start of the guest later. */
export const REHEARSED_EXITS = 200;
/** A power of two that holds the events of all exits: nobody takes them out. */
const RING_RECORDS = 256;
const DEBUG_CONSOLE = 0xe9;
export const REHEARSED_PORTS = [POST_PORT, DEBUG_CONSOLE, FIRMWARE_DEBUG, COM1] as const;
/** struct kvm_run, and behind it a page for what goes through a port. */
const PAGE_BYTES = 8192;
const DATA_OFFSET = 4096;
const NO_FD = -1;

/** A vCPU whose every exit is a write of one byte to the next of the ports. */
class ScriptedVcpu implements VcpuEntry {
  readonly page = new ArrayBuffer(PAGE_BYTES);
  readonly #fields = new DataView(this.page);
  readonly #onEnd: () => void;
  #exits = 0;

  constructor(onEnd: () => void) {
    this.#onEnd = onEnd;
    this.#fields.setUint32(RUN.exit_reason, KVM_EXIT.IO, true);
    this.#fields.setUint8(RUN.io_direction, KVM_EXIT_IO_OUT);
    this.#fields.setUint8(RUN.io_size, 1);
    this.#fields.setUint32(RUN.io_count, 1, true);
    this.#fields.setBigUint64(RUN.io_data_offset, BigInt(DATA_OFFSET), true);
  }

  enter(): number {
    this.#fields.setUint16(RUN.io_port, REHEARSED_PORTS[this.#exits % REHEARSED_PORTS.length]!, true);
    this.#exits += 1;
    if (this.#exits === REHEARSED_EXITS) this.#onEnd();
    return 0;
  }
}

/** Rehearses in the calling thread; returns the exits that there were. */
export function rehearse(libc: Libc): readonly CountedExits[] {
  const assignment = noAssignment();
  const { control, account, devices, hooks } = createParts(libc, assignment, {
    memory: new GuestMemory([]),
    registers: null,
  });
  const vcpu = new ScriptedVcpu(() => control.requestStop('until'));
  runVcpu({ id: 0, vcpu, control, account, ...devices, ...hooks, onKick: () => undefined, onTick: null });
  return account.entries();
}

function noAssignment(): VcpuAssignment {
  return {
    vcpu: { id: 0, fd: NO_FD, runAddress: 0n, runSize: 0 },
    vmFd: NO_FD,
    cpus: 1,
    platform: {
      cpus: 1,
      lowMemory: 1 * MiB,
      highMemory: 0,
      debugConsolePort: DEBUG_CONSOLE,
      serial: true,
      pci: null,
      untilCode: null,
      functionMarks: null,
    },
    ram: [],
    cpuid: new Uint8Array(),
    boot: { mode: 'reset' },
    stageOfCode: new Uint8Array(256),
    zeroNs: 0n,
    control: Control.allocate(1),
    ring: EventRing.allocate(RING_RECORDS),
    state: new SharedArrayBuffer(DEVICE_STATE_SIZE),
    stageCounters: StageCounters.allocate(1),
    kvmStats: [],
    kernelCodes: null,
    sampling: null,
  };
}
