/** The bundled runner's only door: run one guest on /dev/kvm and hear what it does. */
import { Capture } from '../capture/capture.js';
import { describeStop } from '../capture/describe-stop.js';
import type { Stop, StopReason } from '../trace/boot.js';
import type { Diagnostic } from '../trace/diagnostic.js';
import type { RunControl } from '../trace/run.js';
import { RunClock } from './clock.js';
import { hasPci, type MachineConfig } from './config.js';
import { Control } from './control.js';
import { describeCrash } from './describe-crash.js';
import { describeFaults } from './device-faults.js';
import { DEVICE_STATE_SIZE, DeviceState } from './device-state.js';
import { EventPump } from './event-pump.js';
import { EventRing } from './event-ring.js';
import { describeExits } from './exit-costs.js';
import { Libc } from './kvm/libc.js';
import { InterruptWires } from './kvm/vcpu.js';
import { type Machine, prepareMachine } from './machine.js';
import { buildPlatform, type Platform, type PlatformConfig, type PlatformServices } from './platform.js';
import { calibrateExit } from './probe.js';
import { splitMemory } from './ram.js';
import { feedSerial } from './serial-feed.js';
import { supervise } from './supervision.js';
import type { StartedThread } from './thread-start.js';
import type { VcpuAssignment } from './vcpu-thread.js';
import { Kicker, VcpuThreads } from './vcpu-threads.js';

export { toTraceResolution } from './clock.js';
export type { MachineConfig } from './config.js';
export { checkImageFile } from './images.js';
export { openPty, type Pty } from './kvm/pty.js';
export { type StampedSocket, StampedSockets } from './kvm/stamped-sockets.js';
export { type KvmFacts, probeKvm } from './probe.js';

export interface RunOptions extends RunControl {
  /** The built worker entry. */
  readonly workerFile: string;
  /** A thread that was started ahead of the run. */
  readonly firstThread?: StartedThread | null;
}

export interface RunResult {
  readonly stop: Stop;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Boots the guest and returns when it has ended. Emits a `boot` item, its events and a `stop` item.
 * Throws InputError and EnvironmentError before the guest runs; afterwards the stop says what happened.
 */
export async function runGuest(config: MachineConfig, options: RunOptions): Promise<RunResult> {
  // Threads take longest to start, so they come first and start while images are read. The VM is created when they
  // are ready: its clock should not count the start of a JavaScript engine.
  const threads = new VcpuThreads(options.workerFile, config.cpus, options.firstThread);
  try {
    const libc = new Libc();
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

interface RunParts {
  readonly machine: Machine;
  readonly libc: Libc;
  readonly config: MachineConfig;
  readonly threads: VcpuThreads;
  readonly options: RunOptions;
}

async function runMachine({ machine, libc, config, threads, options }: RunParts): Promise<RunResult> {
  const control = new Control(Control.allocate(config.cpus));
  const ring = new EventRing(EventRing.allocate());
  const kicker = new Kicker(libc, control, machine.vcpus);
  const stopAll = (reason: StopReason) => {
    control.requestStop(reason);
    kicker.kickUntilStopped();
  };
  const onMark = (code: number) => {
    control.lock();
    control.enterStage(options.stages.ofCode[code]!);
    control.unlock();
    if (code === options.untilCode) stopAll('until');
  };
  const capture = new Capture({ emit: options.onItem, marks: options.marks, onMark });
  const pump = new EventPump({
    ring,
    listen(event) {
      if (event.kind === 'byte') options.onByte(event.channel, event.value);
      capture.push(event);
    },
    onFailure: () => stopAll('interrupted'),
  });
  const { zeroNs } = machine;
  const clock = new RunClock(zeroNs);
  const drain = () => {
    pump.pump();
    capture.endIdleLines(clock.nowNs());
    if (options.serialInput !== null && platform.serial !== null) {
      feedSerial(options.serialInput, platform.serial, control);
    }
  };
  const wires = new InterruptWires(libc, machine.vmFd);
  const { assignments, platform } = assign(machine, config, options, { control, ring, wires });
  options.onItem({ kind: 'boot', boot: 0, vmmStartNs: machine.vmmStartNs - options.startedNs });
  const supervision = supervise({ ...options, control, kicker, drain, zeroNs, cpus: config.cpus });
  try {
    // A vCPU that ends has said why; one whose thread died could not, and the others must not run on without it.
    const ends = await threads.run(assignments, () => stopAll('crash'));
    pump.finish();
    const diagnostics = capture.finish();
    const { lastCode, panic } = capture;
    const reason = control.stopReason ?? 'crash';
    const detail = reason === 'crash' ? describeCrash(ends) : null;
    const stop = describeStop({ ...options, detail, lastCode, panic, reason });
    options.onItem({ kind: 'stop', boot: 0, stop });
    const exits = describeExits({
      counted: ends.map(({ exits }) => exits),
      stageNames: options.stages.names,
      platform,
      // Never more than the shortest stay in the guest, so that exits never cost more than the boot took.
      exitNs: Math.min(calibrateExit(libc), ...ends.map(({ shortestRunNs }) => shortestRunNs)),
    });
    options.onItem({ kind: 'exits', boot: 0, exits });
    const faults = describeFaults(platform.faults());
    return { stop, diagnostics: [...machine.disks.diagnostics, ...diagnostics, ...faults] };
  } finally {
    kicker.stop();
    supervision.end();
  }
}

const UNUSED_SERVICES: Omit<PlatformServices, 'state' | 'memory' | 'setIrq'> = {
  sink: { code: () => undefined, byte: () => undefined, lifecycle: () => undefined },
  signalMsi: () => undefined,
  isStopping: () => true,
  fillRandom: () => undefined,
  requestStop: () => false,
  wallClockMs: Date.now,
  nowNs: () => 0,
};

function assign(
  machine: Machine,
  config: MachineConfig,
  { untilCode, stages }: RunOptions,
  { control, ring, wires }: { control: Control; ring: EventRing; wires: InterruptWires },
): { assignments: VcpuAssignment[]; platform: Platform } {
  const platformConfig: PlatformConfig = {
    cpus: config.cpus,
    ...splitMemory(config.memorySize),
    debugConsolePort: config.debugConsolePort,
    serial: config.serial,
    pci: hasPci(config) ? { disks: machine.disks.disks, rng: config.rng } : null,
    untilCode,
  };
  const state = new SharedArrayBuffer(DEVICE_STATE_SIZE);
  // Once ahead of the threads: what cannot be wired shows now, and devices are in their initial state when a guest runs.
  const platform = buildPlatform(platformConfig, {
    ...UNUSED_SERVICES,
    memory: machine.memory,
    setIrq: (gsi, level) => wires.set(gsi, level),
    state: new DeviceState(state),
  });
  const assignments = machine.vcpus.map(
    (vcpu, index): VcpuAssignment => ({
      vcpu,
      vmFd: machine.vmFd,
      cpus: config.cpus,
      platform: platformConfig,
      ram: machine.ram,
      stageOfCode: stages.ofCode,
      cpuid: machine.cpuid[index]!,
      boot: index === 0 ? machine.boot : { mode: 'reset' },
      zeroNs: machine.zeroNs,
      control: control.buffer,
      ring: ring.buffer,
      state,
    }),
  );
  return { assignments, platform };
}
