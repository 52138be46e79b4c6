/**
 * Before a thread is given its vCPU, it does what the exit loop does for writes to every debug port and to COM1, on a
 * machine of its own. So V8 compiles what the first exits need while no guest waits for it (docs/performance.md).
 */
import { COM1_PORT, DEBUG_CONSOLE_PORT, FIRMWARE_DEBUG_PORT, POST_PORT } from '../../trace/debug-ports.js';
import { DEVICE_STATE_SIZE } from '../bus/device-state.js';
import { GuestMemory } from '../bus/memory.js';
import { MiB } from '../bus/memory-map.js';
import { type CountedExits, PIO } from '../exits/exit-account.js';
import { StageCounters } from '../exits/stage-counters.js';
import type { Libc } from '../kvm/libc.js';
import { Control } from '../threads/control.js';
import { EventRing } from '../threads/event-ring.js';
import { createParts, type VcpuAssignment } from './vcpu-lifetime.js';

/** Two to three milliseconds; more of them would make later exits faster still, and the start of the guest later. */
export const REHEARSED_EXITS = 200;
/** A power of two that holds the events of all exits: nobody takes them out. */
const RING_RECORDS = 256;
export const REHEARSED_PORTS = [POST_PORT, DEBUG_CONSOLE_PORT, FIRMWARE_DEBUG_PORT, COM1_PORT] as const;
const NO_FD = -1;

/**
 * Rehearses in the calling thread; returns the exits that there were. The loop itself is not run, only what it calls: a second
 * kind of vCPU would make V8 compile it to slower code, which makes garbage.
 */
export function rehearse(libc: Libc): readonly CountedExits[] {
  const assignment = noAssignment();
  const { control, account, devices, clock } = createParts(libc, assignment, {
    memory: new GuestMemory([]),
    registers: null,
  });
  for (let exit = 0; exit < REHEARSED_EXITS; exit++) {
    const exitNs = clock.exitNs();
    control.countExit(0);
    account.noteRun(exitNs);
    const port = REHEARSED_PORTS[exit % REHEARSED_PORTS.length]!;
    control.lock();
    devices.pio.write(port, 1, exit & 0xff);
    control.unlock();
    account.add(control.stage, PIO, port, 1, clock.nowNs() - exitNs);
  }
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
      debugConsolePort: DEBUG_CONSOLE_PORT,
      serial: true,
      pci: null,
      untilCode: null,
      functionMarks: null,
    },
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
