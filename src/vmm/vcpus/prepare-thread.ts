/**
 * What a thread does before it is given its vCPU: it loads the native library, and rehearses exits for writes to every debug port
 * and to COM1, on a machine of its own. So V8 compiles what the first exits need while no guest waits for it
 * (docs/performance.md).
 */
import { COM1_PORT, DEBUG_CONSOLE_PORT, FIRMWARE_DEBUG_PORT, POST_PORT } from '../../trace/debug-ports.js';
import { DEVICE_STATE_SIZE } from '../bus/device-state.js';
import { GuestMemory } from '../bus/memory.js';
import { MiB } from '../bus/memory-map.js';
import type { CountedExits } from '../exits/exit-account.js';
import { StageCounters } from '../exits/stage-counters.js';
import { KVM_EXIT, KVM_EXIT_IO_OUT, KVM_RUN, RUN } from '../kvm/abi.js';
import { Libc } from '../kvm/libc.js';
import { Control } from '../threads/control.js';
import { EventRing } from '../threads/event-ring.js';
import { createExitHandlers, ENTERED, EXITED } from './exit-handlers.js';
import { createParts, type VcpuAssignment } from './run-assignment.js';

/**
 * Rounds of the rehearsal. V8 has made machine code of the foreign calls by then: otherwise more of the first codes of a boot,
 * often its only ones, are stamped some ten microseconds late.
 */
const ROUNDS = 2000;
/** Rounds that end in an exit: two to three milliseconds; more would make later exits faster still, and the start of the guest later. */
export const REHEARSED_EXITS = 200;
/** A power of two that holds the events of all exits, because they are not taken out. */
const RING_RECORDS = 256;
export const REHEARSED_PORTS = [POST_PORT, DEBUG_CONSOLE_PORT, FIRMWARE_DEBUG_PORT, COM1_PORT] as const;
const NO_FD = -1;
/** Where the data of an access lies on the page: behind struct kvm_run, as KVM puts it. */
const DATA_OFFSET = 4096;
const PAGE_SIZE = 2 * 4096;

/** Loads the native library and rehearses; the thread gains no privileges from here on. */
export function prepareThread(): Libc {
  const libc = new Libc();
  libc.denyNewPrivileges();
  rehearse(libc);
  return libc;
}

/**
 * Does in the calling thread what the exit loop does, with its own handlers: enters no guest, reads the clock, handles an exit.
 * Returns the exits that there were. The loop itself is not run: a second kind of vCPU would make V8 compile it to slower code,
 * which makes garbage.
 */
export function rehearse(libc: Libc): readonly CountedExits[] {
  const { control, account, devices, clock } = createParts(libc, noAssignment(), {
    memory: new GuestMemory([]),
    registers: null,
  });
  const page = new ArrayBuffer(PAGE_SIZE);
  const { times, handle } = createExitHandlers({ id: 0, control, account, clock, ...devices }, page);
  for (let round = 0; round < ROUNDS; round++) {
    libc.ioctlNumber(NO_FD, KVM_RUN, 0);
    times[EXITED] = clock.exitNs();
    if (round < REHEARSED_EXITS) {
      describeWrite(new DataView(page), REHEARSED_PORTS[round % REHEARSED_PORTS.length]!, round & 0xff);
      handle();
    }
    times[ENTERED] = clock.nowNs();
  }
  return account.entries();
}

/** One byte that a guest writes to a port, as KVM tells of it. */
function describeWrite(page: DataView, port: number, value: number): void {
  page.setUint32(RUN.exit_reason, KVM_EXIT.IO, true);
  page.setUint8(RUN.io_direction, KVM_EXIT_IO_OUT);
  page.setUint8(RUN.io_size, 1);
  page.setUint16(RUN.io_port, port, true);
  page.setUint32(RUN.io_count, 1, true);
  page.setUint32(RUN.io_data_offset, DATA_OFFSET, true);
  page.setUint8(DATA_OFFSET, value);
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
      debugConsolePort: DEBUG_CONSOLE_PORT,
      serial: true,
      model: 'cloud-hypervisor',
      firmwareKernel: null,
      pci: null,
      functionMarks: null,
    },
    flash: null,
    untilCode: null,
    ram: [],
    cpuid: new Uint8Array(),
    boot: { mode: 'reset' },
    stageOfCode: new Uint16Array(256),
    zeroNs: 0n,
    control: Control.allocate(1),
    ring: EventRing.allocate(RING_RECORDS),
    state: new SharedArrayBuffer(DEVICE_STATE_SIZE),
    stateChecksum: 0,
    stageCounters: StageCounters.allocate(1),
    kvmStats: [],
    kernelCodes: null,
    sampling: null,
  };
}
