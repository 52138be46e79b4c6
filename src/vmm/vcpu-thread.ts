/** What one vCPU thread does from its start to its end; the worker file around it only carries messages. */
import { randomFillSync } from 'node:crypto';
import type { StopReason } from '../trace/boot.js';
import type { Nanoseconds } from '../trace/event.js';
import type { BootState } from './boot-state.js';
import { RunClock, toTraceResolution } from './clock.js';
import { Control } from './control.js';
import { DeviceState } from './device-state.js';
import { EventRing } from './event-ring.js';
import { type CountedExits, ExitAccount } from './exit-account.js';
import type { VcpuHandle } from './kvm/handles.js';
import { Libc } from './kvm/libc.js';
import { SyncRegisters } from './kvm/sync-registers.js';
import { InterruptWires, KvmVcpu } from './kvm/vcpu.js';
import type { KvmStatsFile } from './kvm-stats.js';
import type { GuestMemory } from './memory.js';
import { buildPlatform, type PlatformConfig } from './platform.js';
import { type RamRange, viewRam } from './ram.js';
import type { EventSink } from './ring-event.js';
import { type LoopEnd, runVcpu } from './run-loop.js';
import { Sampler, type Sampling } from './sampler.js';
import { StageCounters } from './stage-counters.js';

/** Everything a thread needs to run a vCPU; passes between threads. */
export interface VcpuAssignment {
  readonly vcpu: VcpuHandle;
  readonly vmFd: number;
  readonly cpus: number;
  readonly platform: PlatformConfig;
  readonly ram: readonly RamRange[];
  /** struct kvm_cpuid2 of this vCPU. */
  readonly cpuid: Uint8Array;
  /** How this vCPU starts; only the first starts otherwise than by reset. */
  readonly boot: BootState;
  /** Number of the stage that each code belongs to; 0 for codes that begin none. */
  readonly stageOfCode: Uint8Array;
  /** Zero of the run, as `monotonicNs` gave it. */
  readonly zeroNs: bigint;
  readonly control: SharedArrayBuffer;
  readonly ring: SharedArrayBuffer;
  readonly state: SharedArrayBuffer;
  readonly stageCounters: SharedArrayBuffer;
  /** One a vCPU; none where KVM has none. */
  readonly kvmStats: readonly KvmStatsFile[];
  /** How often this vCPU is looked at; null for never. */
  readonly sampling: Sampling | null;
}

/** How a vCPU ended; `registers` when it crashed. */
export interface VcpuEnd {
  readonly end: LoopEnd;
  readonly registers: string | null;
  readonly exits: readonly CountedExits[];
  /** See ExitAccount. */
  readonly shortestRunNs: Nanoseconds;
}

/** Loads the native library ahead of time, so that the start of the guest does not wait for it. */
export function prepareThread(): Libc {
  return new Libc();
}

/** Runs the vCPU until something stops it. Blocks the thread. */
export function runAssignment(libc: Libc, assignment: VcpuAssignment): VcpuEnd {
  const { vcpu: handle, platform } = assignment;
  const control = new Control(assignment.control);
  const clock = new RunClock(assignment.zeroNs);
  const account = new ExitAccount();
  const counters = new StageCounters(assignment.stageCounters, assignment.kvmStats);
  const onCode = (code: number) => {
    const stage = assignment.stageOfCode[code]!;
    if (control.enterStage(stage)) counters.begin(stage);
  };
  const recorder = createRecorder(new EventRing(assignment.ring), handle.id, onCode);
  const vcpu = new KvmVcpu(libc, handle);
  const wires = new InterruptWires(libc, assignment.vmFd);
  const memory = viewRam(libc, assignment.ram);
  const devices = buildPlatform(platform, {
    state: new DeviceState(assignment.state),
    sink: recorder.sink,
    memory,
    setIrq: (gsi, level) => wires.set(gsi, level),
    signalMsi: (low, high, data) => wires.signal(low, high, data),
    isStopping: () => control.stopping,
    fillRandom,
    requestStop: (reason) => control.requestStop(reason),
    wallClockMs: Date.now,
    nowNs: () => clock.nowNs(),
  });
  vcpu.setCpuid(assignment.cpuid);
  if (assignment.boot.mode !== 'reset') vcpu.setUp(assignment.boot);
  control.setThread(handle.id, libc.threadId());
  const sampler = startSampler(libc, assignment, { vcpu, memory, control });

  const stamp = () => recorder.stamp(clock.nowNs());
  const record = (reason: StopReason & ('halt' | 'shutdown' | 'reset' | 'crash')) => {
    control.lock();
    try {
      if (control.requestStop(reason)) recorder.sink.lifecycle(reason);
    } finally {
      control.unlock();
    }
  };
  const onKick = () => {
    if (vcpu.haltedForGood() && control.markHalted(handle.id, assignment.cpus)) record('halt');
  };

  stamp();
  if (handle.id === 0) recorder.sink.lifecycle('guest-entry');
  const nowNs = () => clock.nowNs();
  const onTick = sampler === null ? null : (exitNs: Nanoseconds) => sampler.tick(exitNs);
  const hooks = { onExit: stamp, nowNs, onKick, onTick };
  const end = runVcpu({ id: handle.id, vcpu, control, account, ...devices, ...hooks });
  sampler?.close();
  const crashed = end.kind === 'triple-fault' || end.kind === 'failed';
  if (crashed) record('crash');
  else if (end.kind !== 'stopped') record(end.kind);
  return {
    end,
    registers: crashed ? vcpu.describe() : null,
    exits: account.entries(),
    shortestRunNs: account.shortestRunNs,
  };
}

/** Null for a run without sampling. */
function startSampler(
  libc: Libc,
  { sampling }: VcpuAssignment,
  { vcpu, memory, control }: { vcpu: KvmVcpu; memory: GuestMemory; control: Control },
): Sampler | null {
  if (sampling === null) return null;
  return new Sampler({ libc, sampling, registers: new SyncRegisters(vcpu.page), memory, control });
}

/** Keeps the time of the exit at hand, so that every event of one exit carries the same, the earliest possible. */
function createRecorder(ring: EventRing, vcpu: number, onCode: (code: number) => void) {
  let exitNs = 0;
  const sink: EventSink = {
    code(code) {
      ring.pushCode(toTraceResolution(exitNs), vcpu, code);
      onCode(code);
    },
    byte: (channel, value) => ring.pushByte(toTraceResolution(exitNs), vcpu, channel, value),
    lifecycle: (phase) => ring.pushLifecycle(toTraceResolution(exitNs), vcpu, phase),
  };
  const stamp = (nowNs: number) => {
    exitNs = nowNs;
    return nowNs;
  };
  return { sink, stamp };
}

function fillRandom(bytes: Uint8Array): void {
  randomFillSync(bytes);
}
