/** What one vCPU thread does from its start to its end; the worker file around it only carries messages. */
import { randomFillSync } from 'node:crypto';
import type { StopReason } from '../../trace/boot.js';
import type { Nanoseconds } from '../../trace/event.js';
import { pciDevicesOf } from '../../trace/guest.js';
import { DeviceState } from '../bus/device-state.js';
import type { GuestMemory } from '../bus/memory.js';
import { type CountedExits, ExitAccount } from '../exits/exit-account.js';
import type { KvmStatsFile } from '../exits/kvm-stats.js';
import { StageCounters } from '../exits/stage-counters.js';
import type { CpuState } from '../kvm/cpu-state.js';
import type { VcpuHandle } from '../kvm/kvm-system.js';
import type { Libc } from '../kvm/libc.js';
import { MonotonicClock } from '../kvm/monotonic-clock.js';
import { denyProgram, VCPU_DENIES } from '../kvm/seccomp.js';
import { SyncRegisters } from '../kvm/sync-registers.js';
import { InterruptWires, KvmVcpu } from '../kvm/vcpu.js';
import type { BootState } from '../loaders/boot-state.js';
import { type FlashMemory, reachFlash } from '../machine/flash.js';
import { openRam, type RamRange, viewRam } from '../machine/ram.js';
import { buildPlatform, type Platform, type PlatformConfig } from '../machine/wiring.js';
import { type KernelCodes, KernelWatch, WATCH_PERIOD_NS } from '../observe/kernel-watch.js';
import { Sampler, type Sampling } from '../observe/sampler.js';
import { toTraceResolution } from '../threads/clock.js';
import { Control } from '../threads/control.js';
import { EventRing } from '../threads/event-ring.js';
import type { EventSink } from '../threads/ring-event.js';
import type { LoopClock, LoopEnd } from './exit-handlers.js';
import { runVcpu } from './exit-loop.js';
import { type TickListener, VcpuTicks } from './vcpu-ticks.js';

/** Everything a thread needs to run a vCPU; passes between threads. */
export interface VcpuAssignment {
  readonly vcpu: VcpuHandle;
  readonly vmFd: number;
  readonly cpus: number;
  readonly platform: PlatformConfig;
  readonly flash: FlashMemory | null;
  /** The code whose arrival ends the run; null runs on. */
  readonly untilCode: number | null;
  readonly ram: readonly RamRange[];
  /** struct kvm_cpuid2 of this vCPU. */
  readonly cpuid: Uint8Array;
  /** How this vCPU starts; only the first starts otherwise than by reset. */
  readonly boot: BootState;
  /** Number of the stage that each code belongs to; 0 for codes that begin none. */
  readonly stageOfCode: Uint16Array;
  /** Zero of the run, as `monotonicNs` gave it. */
  readonly zeroNs: bigint;
  readonly control: SharedArrayBuffer;
  readonly ring: SharedArrayBuffer;
  readonly state: SharedArrayBuffer;
  /** Of the layout of `state`, as the main thread built the devices. */
  readonly stateChecksum: number;
  readonly stageCounters: SharedArrayBuffer;
  /** One a vCPU; none where KVM has none. */
  readonly kvmStats: readonly KvmStatsFile[];
  /** Given to an unmodified kernel; null when it is not asked for. */
  readonly kernelCodes: KernelCodes | null;
  /** How often this vCPU is looked at; null for never. */
  readonly sampling: Sampling | null;
}

/** How a vCPU ended; `registers` when it crashed. */
export interface VcpuEnd {
  readonly end: LoopEnd;
  readonly registers: CpuState | null;
  readonly exits: readonly CountedExits[];
  /** See ExitAccount. */
  readonly shortestRunNs: Nanoseconds;
}

/** Takes from the calling thread what no vCPU needs: it opens no file and starts no program from here on. */
export function confineThread(libc: Libc): void {
  libc.filterSystemCalls(denyProgram(VCPU_DENIES), 'thread');
}

/** Runs the vCPU until something stops it. Blocks the thread. */
export function runAssignment(libc: Libc, assignment: VcpuAssignment): VcpuEnd {
  const { vcpu: handle } = assignment;
  const vcpu = new KvmVcpu(libc, handle);
  const memory = reachableRam(libc, assignment);
  // Only a guest that is looked into needs its registers at each exit.
  const registers = isLookedInto(assignment) ? new SyncRegisters(vcpu.page) : null;
  const parts = createParts(libc, assignment, { memory, registers });
  const { control, recorder, account, devices, clock } = parts;
  requireSameLayout(parts.state, assignment);
  vcpu.setCpuid(assignment.cpuid);
  if (assignment.boot.mode !== 'reset') vcpu.setUp(assignment.boot);
  control.setThread(handle.id, libc.threadId());

  const record = (reason: StopReason & ('halt' | 'shutdown' | 'reset' | 'crash')) => {
    control.lock();
    try {
      if (control.requestStop(reason, clock.traceNs())) recorder.sink.lifecycle(reason);
    } finally {
      control.unlock();
    }
  };
  const onKick = () => {
    if (vcpu.haltedForGood() && control.markHalted(handle.id, assignment.cpus)) record('halt');
  };

  clock.exitNs();
  if (handle.id === 0) recorder.enter(assignment.boot);
  const ticks = startTicks(libc, assignment, devices, parts);
  const onTick = ticks === null ? null : (exitNs: Nanoseconds) => ticks.tick(exitNs);
  const end = runVcpu({ id: handle.id, vcpu, control, account, ...devices, clock, onKick, onTick });
  ticks?.close();
  const crashed = end.kind === 'triple-fault' || end.kind === 'failed' || end.kind === 'not-emulated';
  if (crashed) record('crash');
  else if (end.kind !== 'stopped') record(end.kind);
  return {
    end,
    registers: crashed ? vcpu.state() : null,
    exits: account.entries(),
    shortestRunNs: account.shortestRunNs,
  };
}

interface ThreadParts {
  readonly state: DeviceState;
  readonly control: Control;
  readonly clock: ExitClock;
  readonly recorder: Recorder;
  readonly memory: GuestMemory;
  readonly registers: SyncRegisters | null;
}

/** What the loop of a vCPU works with, but for the vCPU itself. */
export function createParts(
  libc: Libc,
  assignment: VcpuAssignment,
  { memory, registers }: Pick<ThreadParts, 'memory' | 'registers'>,
) {
  const control = new Control(assignment.control);
  const clock = new ExitClock(new MonotonicClock(libc, assignment.zeroNs));
  const recorder = createRecorder(new EventRing(assignment.ring), assignment, { control, clock });
  const state = new DeviceState(assignment.state);
  const parts: ThreadParts = { state, control, clock, recorder, memory, registers };
  const devices = buildDevices(libc, assignment, parts);
  return { ...parts, devices, account: new ExitAccount() };
}

/**
 * Devices find their registers by the order in which they were built. A thread that built others than the main thread would
 * take one device's registers for another's, and the guest would go wrong without a word.
 */
function requireSameLayout({ checksum }: DeviceState, { stateChecksum, vcpu }: VcpuAssignment): void {
  if (checksum === stateChecksum) return;
  throw new Error(
    `the thread of vCPU ${vcpu.id} laid out the registers of the devices in another way than the main thread did ` +
      `(checksum ${hex(checksum)} instead of ${hex(stateChecksum)}), so the guest was not started`,
  );
}

function hex(checksum: number): string {
  return `0x${checksum.toString(16).padStart(8, '0')}`;
}

/**
 * RAM for its users in this thread. Only frequent users get a view of all RAM, because it costs a garbage collection.
 */
function reachableRam(libc: Libc, assignment: VcpuAssignment): GuestMemory {
  const { pci } = assignment.platform;
  const hasVirtio = pci !== null && pciDevicesOf(pci).length + pci.disks.length > 0;
  return hasVirtio || isLookedInto(assignment)
    ? viewRam(libc, assignment.ram)
    : openRam(libc, assignment.ram);
}

function isLookedInto({ sampling, kernelCodes, platform }: VcpuAssignment): boolean {
  return sampling !== null || kernelCodes !== null || platform.functionMarks !== null;
}

function buildDevices(libc: Libc, assignment: VcpuAssignment, parts: ThreadParts): Platform {
  const { state, control, clock, recorder, memory, registers } = parts;
  const wires = new InterruptWires(libc, assignment.vmFd);
  const { flash, vmFd } = assignment;
  return buildPlatform(assignment.platform, {
    state,
    sink: recorder.sink,
    flash: flash === null ? null : reachFlash(flash, libc, vmFd),
    memory,
    setIrq: (gsi, level) => wires.set(gsi, level),
    signalMsi: (low, high, data) => wires.signal(low, high, data),
    isStopping: () => control.stopping,
    giveWay: () => control.giveWay(),
    fillRandom,
    requestStop: (reason) => control.requestStop(reason, clock.traceNs()),
    wallClockMs: Date.now,
    registers: registers ?? NO_REGISTERS,
    nowNs: () => clock.nowNs(),
  });
}

/** For a vCPU without observer: no device uses these registers. */
const NO_REGISTERS = { get: () => 0n, goTo: () => undefined };

/** Null for a vCPU without observer. */
function startTicks(
  libc: Libc,
  { vcpu, sampling, kernelCodes, boot }: VcpuAssignment,
  { functionMarks: marks }: Platform,
  { control, recorder, memory, registers }: ThreadParts,
): VcpuTicks | null {
  if (registers === null) return null;
  const listeners: TickListener[] = [];
  if (sampling !== null) {
    const sampler = new Sampler({ sampling, registers, memory, control });
    listeners.push((timeNs) => {
      sampler.take(timeNs);
      return true;
    });
  }
  if (vcpu.id === 0 && (kernelCodes !== null || marks !== null)) {
    // A kernel that is entered directly has begun where the guest has.
    const onEntry = kernelCodes === null || beginsInLinux(boot) ? null : () => recorder.kernelEntry();
    const watch = new KernelWatch({ marks, registers, memory, control, onEntry });
    listeners.push(() => watch.look());
  }
  if (listeners.length === 0) return null;
  return new VcpuTicks(libc, sampling?.periodNs ?? WATCH_PERIOD_NS, listeners);
}

function beginsInLinux(boot: BootState): boolean {
  return boot.mode !== 'reset' && boot.isLinux;
}

interface Recorder {
  readonly sink: EventSink;
  /** The guest is about to run its first instruction, which may be a kernel's. */
  readonly enter: (boot: BootState) => void;
  readonly kernelEntry: () => void;
}

/** Keeps the time of the exit at hand, so that every event of one exit carries the same, the earliest possible. */
class ExitClock implements LoopClock {
  readonly #clock: MonotonicClock;
  /** An array, because a field that holds a number is given a new object for each time. */
  readonly #exit = new Float64Array(1);

  constructor(clock: MonotonicClock) {
    this.#clock = clock;
  }

  exitNs(): Nanoseconds {
    this.#exit[0] = this.#clock.nowNs();
    return this.#exit[0];
  }

  nowNs(): Nanoseconds {
    return this.#clock.nowNs();
  }

  /** Of the exit at hand, as a trace has it. */
  traceNs(): Nanoseconds {
    return toTraceResolution(this.#exit[0]!);
  }
}

function createRecorder(
  ring: EventRing,
  assignment: VcpuAssignment,
  { control, clock }: Pick<ThreadParts, 'control' | 'clock'>,
): Recorder {
  const { vcpu, kernelCodes, platform, stageOfCode, untilCode } = assignment;
  const counters = new StageCounters(assignment.stageCounters, assignment.kvmStats);
  const sink: EventSink = {
    code(code) {
      ring.pushCode(clock.traceNs(), vcpu.id, code);
      const stage = stageOfCode[code]!;
      if (control.enterStage(stage)) counters.begin(stage);
      if (code === untilCode) control.requestStop('until', clock.traceNs());
    },
    byte: (channel, value) => ring.pushByte(clock.traceNs(), vcpu.id, channel, value),
    lifecycle: (phase) => ring.pushLifecycle(clock.traceNs(), vcpu.id, phase),
    functionEntry(entry, argument) {
      ring.pushFunction(clock.traceNs(), vcpu.id, { entry, argument });
      if (kernelCodes !== null && entry === platform.functionMarks?.last) sink.code(kernelCodes.init);
    },
  };
  const kernelEntry = () => {
    if (kernelCodes === null) return;
    control.noteKernel();
    sink.code(kernelCodes.entry);
  };
  return {
    sink,
    enter(boot) {
      sink.lifecycle('guest-entry');
      if (beginsInLinux(boot)) kernelEntry();
    },
    kernelEntry,
  };
}

function fillRandom(bytes: Uint8Array): void {
  randomFillSync(bytes);
}
