/** What the threads of a run share, and what each of them is given. */
import { type Guest, onlyPciDevices } from '../../trace/guest.js';
import { MOST_STAGES, type RunStages } from '../../trace/run.js';
import { DEVICE_STATE_SIZE, DeviceState } from '../bus/device-state.js';
import { type KvmStatsFile, openKvmStats } from '../exits/kvm-stats.js';
import { StageCounters } from '../exits/stage-counters.js';
import type { Libc } from '../kvm/libc.js';
import { InterruptWires } from '../kvm/vcpu.js';
import { reachFlash } from '../machine/flash.js';
import type { Machine } from '../machine/prepare-machine.js';
import { splitMemory } from '../machine/ram.js';
import {
  buildPlatform,
  type Platform,
  type PlatformConfig,
  type PlatformServices,
} from '../machine/wiring.js';
import type { KernelMarks } from '../observe/kernel-watch.js';
import { SampleLog } from '../observe/sample-log.js';
import { Control, type MainControl } from '../threads/control.js';
import { EventRing } from '../threads/event-ring.js';
import type { VcpuAssignment } from './run-assignment.js';

/** The main thread's view of a run in progress. */
export interface RunState {
  readonly control: MainControl;
  readonly ring: EventRing;
  readonly counters: StageCounters;
  /** One a vCPU; none in a run without sampling. */
  readonly samples: readonly SampleLog[];
  readonly platform: Platform;
  readonly assignments: readonly VcpuAssignment[];
  /** Closes what was opened for the run. No vCPU may be running. */
  close(): void;
}

export interface RunStateParts {
  readonly machine: Machine;
  readonly libc: Libc;
  readonly config: Guest;
  readonly stages: RunStages;
  readonly untilCode: number | null;
  /** Time between samples; null for none. */
  readonly samplePeriodNs: number | null;
  readonly kernelMarks: KernelMarks | null;
}

/** Throws InputError for devices that cannot be wired. */
export function createRunState(parts: RunStateParts): RunState {
  const { machine, libc, config, stages, samplePeriodNs } = parts;
  if (stages.names.length > MOST_STAGES) throw new RangeError(`${stages.names.length} stages`);
  const control = new Control(Control.allocate(config.cpus));
  const ring = new EventRing(EventRing.allocate());
  const platformConfig = describePlatform(parts);
  const stateBuffer = new SharedArrayBuffer(DEVICE_STATE_SIZE);
  const state = new DeviceState(stateBuffer);
  const platform = buildOnce(platformConfig, machine, libc, state);
  const kvmStats = openAllStats(libc, machine);
  const counters = new StageCounters(StageCounters.allocate(stages.names.length), kvmStats);
  const samples =
    samplePeriodNs === null ? [] : machine.vcpus.map(() => new SampleLog(SampleLog.allocate(config.cpus)));
  const assignments = machine.vcpus.map(
    (vcpu, index): VcpuAssignment => ({
      vcpu,
      vmFd: machine.vmFd,
      cpus: config.cpus,
      platform: platformConfig,
      flash: machine.flash,
      untilCode: parts.untilCode,
      ram: machine.ram,
      stageOfCode: stages.ofCode,
      cpuid: machine.cpuid[index]!,
      boot: index === 0 ? machine.boot : { mode: 'reset' },
      zeroNs: machine.zeroNs,
      control: control.buffer,
      ring: ring.buffer,
      state: stateBuffer,
      stateChecksum: state.checksum,
      stageCounters: counters.buffer,
      kvmStats,
      kernelCodes: parts.kernelMarks?.codes ?? null,
      sampling: samplePeriodNs === null ? null : { periodNs: samplePeriodNs, log: samples[index]!.buffer },
    }),
  );
  const close = () => {
    for (const { fd } of kvmStats) libc.close(fd);
  };
  return { control, ring, counters, samples, platform, assignments, close };
}

function describePlatform({ machine, config, kernelMarks }: RunStateParts): PlatformConfig {
  return {
    cpus: config.cpus,
    ...splitMemory(config.memorySize),
    debugConsolePort: config.debugConsolePort,
    serial: config.serial,
    model: machine.board.model,
    firmwareKernel: machine.firmwareKernel,
    pci: machine.board.hasPci ? { disks: machine.disks.disks, ...onlyPciDevices(config) } : null,
    functionMarks: kernelMarks?.functions ?? null,
  };
}

const UNUSED_SERVICES: Omit<PlatformServices, 'state' | 'memory' | 'setIrq' | 'flash'> = {
  sink: {
    code: () => undefined,
    byte: () => undefined,
    lifecycle: () => undefined,
    functionEntry: () => undefined,
  },
  registers: { get: () => 0n, goTo: () => undefined },
  signalMsi: () => undefined,
  isStopping: () => true,
  giveWay: () => undefined,
  fillRandom: () => undefined,
  requestStop: () => false,
  wallClockMs: Date.now,
  nowNs: () => 0,
};

/** Once ahead of the threads: what cannot be wired shows now, and devices are in their initial state when a guest runs. */
function buildOnce(
  config: PlatformConfig,
  { memory, vmFd, flash }: Machine,
  libc: Libc,
  state: DeviceState,
): Platform {
  const wires = new InterruptWires(libc, vmFd);
  return buildPlatform(config, {
    ...UNUSED_SERVICES,
    memory,
    setIrq: (gsi, level) => wires.set(gsi, level),
    flash: flash === null ? null : reachFlash(flash, libc, vmFd),
    state,
  });
}

/** All or none: a sum over some of the vCPUs would mislead. */
function openAllStats(libc: Libc, { vcpus }: Machine): KvmStatsFile[] {
  const files = vcpus.map((vcpu) => openKvmStats(libc, vcpu));
  const opened = files.filter((file) => file !== null);
  if (opened.length === files.length) return opened;
  for (const { fd } of opened) libc.close(fd);
  return [];
}
