/** One guest from its first instruction to its last: threads run it, the main thread listens and sees that it ends. */
import { Capture } from '../capture/capture.js';
import { describeStop, ENDED_ON_PANIC } from '../capture/describe-stop.js';
import type { FunctionEntryEvent, FunctionName } from '../capture/guest-event.js';
import type { ExitCount, Stop, StopReason } from '../trace/boot.js';
import type { Diagnostic } from '../trace/diagnostic.js';
import type { Nanoseconds } from '../trace/event.js';
import type { Guest } from '../trace/guest.js';
import type { RunControl } from '../trace/run.js';
import { describeFaults } from './bus/device-faults.js';
import { APM_PORT } from './bus/port-map.js';
import { describeExits } from './describe-exits.js';
import { calibrateExits } from './exit-prices.js';
import { MarkedStages } from './exits/marked-stages.js';
import type { Libc } from './kvm/libc.js';
import type { Machine } from './machine/prepare-machine.js';
import type { GuestObserver } from './observe/guest-observer.js';
import type { KernelMarks } from './observe/kernel-watch.js';
import { describeMissedKernel, type KernelSightings } from './observe/missed-kernel.js';
import { describeSilentFirmware } from './observe/silent-firmware.js';
import { monotonicNs, toTraceResolution, traceNsSince } from './threads/clock.js';
import { EventPump } from './threads/event-pump.js';
import { type CrashScene, describeCrash } from './vcpus/describe-crash.js';
import { createRunState, type RunState } from './vcpus/run-state.js';
import { feedSerial } from './vcpus/serial-feed.js';
import { Kicker, type ThreadEnd, type VcpuThreads } from './vcpus/vcpu-threads.js';
import { watchGuest } from './watch-guest.js';

export interface MachineRunOptions extends RunControl {
  readonly observer?: GuestObserver | null;
  readonly kernelMarks?: KernelMarks | null;
  /** Whether this host's KVM works without hardware virtualisation; absent if unknown. */
  readonly hasSoftwareKvm?: () => boolean;
  /** What a function entry is in the trace; needed where functions are marked. */
  readonly nameFunction?: (event: FunctionEntryEvent) => FunctionName;
}

export interface RunResult {
  readonly stop: Stop;
  readonly diagnostics: readonly Diagnostic[];
}

export interface MachineRunParts {
  readonly machine: Machine;
  readonly libc: Libc;
  readonly config: Guest;
  readonly threads: VcpuThreads;
  readonly options: MachineRunOptions;
}

/** Emits a `boot` item, its events, a `stop` and an `exits` item. */
export async function runMachine(parts: MachineRunParts): Promise<RunResult> {
  const { machine, options, libc } = parts;
  const { boot, onItem } = options;
  const samplePeriodNs = options.observer?.periodNs ?? null;
  const state = createRunState({
    ...parts,
    ...options,
    samplePeriodNs,
    kernelMarks: options.kernelMarks ?? null,
  });
  try {
    onItem({ kind: 'boot', boot, vmmStartNs: machine.vmmStartNs - options.startedNs });
    const heard = await listenWhileRunning(parts, state);
    const { capture, ends } = heard;
    const diagnostics = capture.finish();
    const stop = stopOf(state, heard, parts);
    onItem({ kind: 'stop', boot, stop });
    const exits = exitsOf(state, ends, parts, libc);
    onItem({ kind: 'exits', boot, exits, ...longestWait(ends) });
    observeEnd(state, machine, options.observer);
    const faults = describeFaults(state.platform.faults());
    const missed = describeMissedKernel(kernelSightings(state, options));
    const silent = describeSilentFirmware({
      isUefi: machine.isUefi,
      stop,
      hasSpoken: capture.lastText !== null || capture.lastCode !== null,
      hasAskedForSmm: exits.some(({ address, direction }) => address === APM_PORT && direction === 'write'),
    });
    return { stop, diagnostics: [...machine.diagnostics, ...diagnostics, ...faults, ...missed, ...silent] };
  } finally {
    state.close();
  }
}

function kernelSightings(
  { control, platform }: RunState,
  { kernelMarks = null }: MachineRunOptions,
): KernelSightings {
  return {
    hasBegun: kernelMarks?.codes ? control.hasKernel : null,
    isMarked: platform.functionMarks?.isSettled ?? null,
  };
}

interface Heard {
  readonly capture: Capture;
  readonly ends: readonly ThreadEnd[];
  /** The guest had given up, and the run was ended for that. */
  readonly endedOnPanic: boolean;
}

/** Runs every vCPU to its end, while what the guest does is taken over as it comes. */
async function listenWhileRunning(
  { machine, libc, config, threads, options }: MachineRunParts,
  state: RunState,
): Promise<Heard> {
  const { control, ring, platform } = state;
  const { zeroNs } = machine;
  const stages = new MarkedStages(control, state.counters);
  const kicker = new Kicker(libc, control, machine.vcpus);
  const stopAll = (reason: StopReason) => {
    control.requestStop(reason, traceNsSince(zeroNs));
    kicker.kickUntilStopped();
  };
  const capture = new Capture({
    boot: options.boot,
    emit: options.onItem,
    marks: options.marks,
    onByte: options.onByte,
    ...(options.nameFunction === undefined ? {} : { nameFunction: options.nameFunction }),
    onMark(code) {
      stages.begin(options.stages.ofCode[code]!);
      if (code === options.untilCode) stopAll('until');
    },
    onMoment({ key, stage }) {
      stages.begin(Math.max(0, options.stages.names.indexOf(stage ?? '')));
      if (options.untilMoments?.includes(key)) stopAll('until');
    },
  });
  const pump = new EventPump({
    ring,
    listen: capture.push,
    onFailure: () => stopAll('interrupted'),
  });
  let endedOnPanic = false;
  const drain = () => {
    pump.pump();
    stages.retry();
    if (options.observer?.isLive === true) observe(state, machine, options.observer);
    const nowNs = Number(monotonicNs() - zeroNs);
    capture.endIdleLines(nowNs);
    if (
      options.endsOnPanic !== false &&
      capture.isPanicOver(nowNs) &&
      control.requestStop('crash', toTraceResolution(nowNs))
    ) {
      endedOnPanic = true;
      kicker.kickUntilStopped();
    }
    if (options.serialInput !== null && platform.serial !== null) {
      feedSerial(options.serialInput, platform.serial, control);
    }
  };
  const watch = watchGuest({ ...options, control, kicker, drain, zeroNs, cpus: config.cpus });
  try {
    // A vCPU that ends has said why; one whose thread died could not, and the others must not run on without it.
    const ends = await threads.run(state.assignments, () => stopAll('crash'));
    pump.finish();
    return { capture, ends, endedOnPanic };
  } finally {
    kicker.stop();
    watch.end();
  }
}

function observe({ samples }: RunState, { memory }: Machine, observer: GuestObserver | null = null): void {
  if (observer === null) return;
  samples.forEach((log, vcpu) => {
    log.take((sample) => observer.onSample(sample, vcpu, memory));
  });
}

function observeEnd(state: RunState, machine: Machine, observer: GuestObserver | null = null): void {
  observe(state, machine, observer);
  observer?.onEnd(
    machine.memory,
    state.samples.reduce((sum, { dropped }) => sum + dropped, 0),
  );
}

function stopOf(
  { control }: RunState,
  { capture, ends, endedOnPanic }: Heard,
  { options, machine }: MachineRunParts,
): Stop {
  const { lastCode, lastMoment, panic, lastText } = capture;
  const reason = control.stopReason ?? 'crash';
  const crash = () => (endedOnPanic ? ENDED_ON_PANIC : describeCrash(ends, crashScene(machine, options)));
  const detail = reason === 'crash' ? crash() : null;
  // Without a reason, a thread died, and the time is unknown.
  const timeNs = control.stopping ? control.stopNs : null;
  return describeStop({ ...options, detail, timeNs, lastCode, lastMoment, panic, lastText, reason });
}

function crashScene({ memory, rom }: Machine, { hasSoftwareKvm }: MachineRunOptions): CrashScene {
  const regions = () => [...memory.regions, ...(rom === null ? [] : [rom])];
  return {
    memory: () => ({ regions: regions().sort((a, b) => a.base - b.base) }),
    hasSoftwareKvm: hasSoftwareKvm ?? (() => false),
  };
}

/** Of one vCPU; absent where the kernel does not count it. */
function longestWait(ends: readonly ThreadEnd[]): { readonly hostWaitNs?: Nanoseconds } {
  const waits = ends.flatMap(({ hostWaitNs }) => (hostWaitNs === null ? [] : [hostWaitNs]));
  return waits.length === 0 ? {} : { hostWaitNs: Math.max(...waits) };
}

function exitsOf(
  { platform, counters }: RunState,
  ends: readonly ThreadEnd[],
  { options }: MachineRunParts,
  libc: Libc,
): ExitCount[] {
  const kvm = counters.finish();
  const prices = calibrateExits(libc);
  // Never more than the shortest stay in the guest, so that exits never cost more than the boot took.
  const shortestNs = Math.min(...ends.map(({ shortestRunNs }) => shortestRunNs));
  return describeExits({
    counted: ends.map(({ exits }) => exits),
    stageNames: options.stages.names,
    platform,
    kvm,
    prices: {
      exitNs: Math.min(prices.exitNs, shortestNs),
      kernelExitNs: Math.min(prices.kernelExitNs, shortestNs),
    },
  });
}
