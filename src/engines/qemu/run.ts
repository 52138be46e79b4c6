/**
 * One run of QEMU: started paused, told to go, listened to, and ended. The kernel notes each byte and QEMU
 * its events on the same clock; zero is when QEMU starts the guest's processors.
 */
import type { Duplex, Readable } from 'node:stream';
import { note } from '../../trace/diagnostic.js';
import { EnvironmentError } from '../../trace/errors.js';
import type { Nanoseconds } from '../../trace/event.js';
import type { GuestRequest } from '../../trace/guest.js';
import { toTraceResolution } from '../../vmm/without-native.js';
import type { EngineOptions, EngineResult } from '../engine.js';
import { ExternalRun, failedStart, START_LINES } from '../external-run.js';
import { type GuestEnd, GuestRecorder } from '../guest-recorder.js';
import {
  describeExit,
  type ProgramExit,
  ProgramText,
  type RunningProgram,
  startProgram,
} from '../program.js';
import { type Accelerator, qemuArguments } from './arguments.js';
import { type Firmware, openFirmware } from './firmware.js';
import { GuestPorts } from './guest-ports.js';
import { HaltWatch } from './halt-watch.js';
import { asRecord, Monitor, type MonitorEvent } from './monitor.js';
import type { PortSockets } from './port-sockets.js';
import { findTripleFault, stopOfShutdown } from './shutdown.js';
import { StderrFindings } from './stderr-findings.js';

export interface QemuRunParts {
  readonly program: string;
  readonly request: GuestRequest;
  /** Null when the extra arguments choose. */
  readonly accelerator: Accelerator | null;
  readonly options: EngineOptions;
  readonly sockets: PortSockets;
}

const MONITOR_FD = 3;
const STARTUP_TIMEOUT_MS = 30_000;
/** Longest wait for bytes; also how often keys are passed on and open lines looked at. */
const POLL_MS = 20;

export class QemuRun {
  readonly #parts: QemuRunParts;
  readonly #ports: GuestPorts;
  readonly #recorder: GuestRecorder;
  readonly #findings = new StderrFindings();
  readonly #stderr = new ProgramText((line) => this.#findings.push(line));
  readonly #startedNs: Nanoseconds;
  readonly #external: ExternalRun;
  #monitor: Monitor | null = null;
  #zeroNs: Nanoseconds | null = null;
  /** Time at which QEMU was told to run the guest. */
  #goNs: Nanoseconds | null = null;
  #onResume: () => void = () => undefined;
  #tripleFault: string | null = null;
  #hasExited = false;
  #endedNs: Nanoseconds | null = null;

  constructor(parts: QemuRunParts) {
    this.#parts = parts;
    this.#ports = new GuestPorts(parts.sockets, parts.request);
    this.#recorder = new GuestRecorder(parts.options, () => this.#quit());
    this.#startedNs = this.#ports.nowNs();
    const onAbort = () => this.#stop({ reason: 'interrupted', detail: null, timeNs: this.#guestNs() });
    this.#external = new ExternalRun(parts.options.signal, onAbort);
  }

  /** Throws InputError and EnvironmentError when QEMU does not come to the point where the guest runs. */
  async run(): Promise<EngineResult> {
    let listening: Promise<ProgramExit> | null = null;
    try {
      const program = this.#start();
      // From the start: if its output is not read, a guest may block QEMU before QEMU reports that the guest runs.
      listening = this.#listen(program);
      this.#external.checkAbort();
      await this.#resume(program);
      return this.#result(await listening);
    } finally {
      this.#external.close();
      await listening?.catch(() => undefined);
      this.#ports.close();
    }
  }

  #start(): RunningProgram {
    const { request } = this.#parts;
    const isFlash = request.flash !== undefined;
    const firmware = request.firmware === undefined || isFlash ? null : openFirmware(request.firmware);
    try {
      return this.#spawn(firmware);
    } finally {
      firmware?.close();
    }
  }

  #spawn(firmware: Firmware | null): RunningProgram {
    const { program, request, accelerator } = this.#parts;
    const { peerFds } = this.#ports;
    const romFd = firmware?.fd ?? null;
    const fds = {
      monitor: MONITOR_FD,
      ...this.#ports.descriptors(MONITOR_FD + 1),
      firmware: romFd === null ? null : MONITOR_FD + 1 + peerFds.length,
    };
    const running = startProgram(program, qemuArguments(request, fds, accelerator), [
      ...(['ignore', 'ignore', 'pipe', 'pipe'] as const),
      ...peerFds,
      ...(romFd === null ? [] : [romFd]),
    ]);
    this.#external.adopt(running);
    const { stdio } = running.child;
    this.#ports.attach(stdio.slice(MONITOR_FD + 1));
    const stderr = stdio[2] as Readable;
    stderr.setEncoding('utf8').on('data', (text: string) => this.#stderr.push(text));
    this.#monitor = new Monitor(stdio[MONITOR_FD] as Duplex, (event) => this.#onEvent(event));
    return running;
  }

  /** Resolves when the guest's processors run, or when the run ended before. */
  async #resume(program: RunningProgram): Promise<void> {
    const exited = program.exit.then((exit) => this.#failedStart(exit));
    const silent = new Promise<never>((_, reject) => {
      this.#external.after(STARTUP_TIMEOUT_MS, () => reject(silence()));
    });
    await Promise.race([this.#go(), exited, silent]);
  }

  async #go(): Promise<void> {
    const monitor = this.#monitor!;
    const resumed = new Promise<void>((resolve) => {
      this.#onResume = resolve;
    });
    try {
      await monitor.execute('qmp_capabilities');
      await this.#describeMachine(monitor);
      this.#goNs = this.#ports.nowNs();
      await monitor.execute('cont');
    } catch {
      // The exit of QEMU says why.
      return new Promise(() => undefined);
    }
    await resumed;
  }

  async #describeMachine(monitor: Monitor): Promise<void> {
    const { enabled } = asRecord(await monitor.execute('query-kvm'));
    const { qemu } = asRecord(await monitor.execute('query-version'));
    const machine = await monitor.execute('qom-get', { path: '/machine', property: 'type' });
    const { major, minor, micro } = asRecord(qemu);
    const type = String(machine).replace(/-machine$/, '');
    const how = enabled === true ? 'KVM' : 'its emulator (TCG), whose times say nothing about hardware';
    const message =
      `QEMU ${major}.${minor}.${micro}, ${type}, with ${how}. Zero is the start of the guest's CPUs; ` +
      'each byte has the time of its writing, exact to about 1 µs.';
    this.#recorder.note(note('qemu-times', message));
  }

  /** A program that ends before the guest runs: by our wish, or because it could not start. */
  #failedStart(exit: ProgramExit): void {
    if (this.#recorder.end !== null || this.#goNs !== null) return;
    const lines = this.#stderr.lastLines(START_LINES);
    throw failedStart({ title: 'QEMU', exit, lines }, this.#parts.request, stepsAfterFailedStart);
  }

  #onEvent({ name, seconds, microseconds, data }: MonitorEvent): void {
    const timeNs = this.#ports.steadyNs(seconds, microseconds) - (this.#zeroNs ?? 0);
    switch (name) {
      case 'RESUME':
        if (this.#zeroNs === null) this.#begin(timeNs);
        return;
      case 'SHUTDOWN':
      case 'GUEST_PANICKED':
        void this.#guestEnded(stopOfShutdown(name, data), timeNs);
        return;
      case 'STOP':
        void this.#guestPaused(timeNs);
    }
  }

  #begin(zeroNs: Nanoseconds): void {
    this.#zeroNs = zeroNs;
    this.#recorder.begin(this.#round(zeroNs - this.#startedNs));
    this.#recorder.push({ kind: 'lifecycle', phase: 'guest-entry', timeNs: 0, vcpu: null });
    const { timeoutNs } = this.#parts.options;
    if (timeoutNs !== null) {
      const onTimeout = () => this.#stop({ reason: 'timeout', detail: null, timeNs: timeoutNs });
      this.#external.startTimeout(timeoutNs, this.#ports.nowNs() - zeroNs, onTimeout);
    }
    this.#onResume();
  }

  async #guestEnded(end: ReturnType<typeof stopOfShutdown>, timeNs: Nanoseconds): Promise<void> {
    if (end === null || this.#recorder.end !== null) return;
    if (end.reason === 'reset') this.#tripleFault = await findTripleFault(this.#monitor!).catch(() => null);
    this.#stop({ ...end, timeNs: this.#round(timeNs) });
  }

  /** Paused without a word before: QEMU itself found something that it cannot go on from. */
  async #guestPaused(timeNs: Nanoseconds): Promise<void> {
    const answer = await this.#monitor!.execute('query-status').catch(() => null);
    const { status } = asRecord(answer);
    if (status !== 'internal-error' && status !== 'io-error') return;
    const detail = `QEMU stopped the guest: ${status}. ${this.#stderr.lastLines(1).join('')}`.trim();
    this.#stop({ reason: 'crash', detail, timeNs: this.#round(timeNs) });
  }

  /** Until QEMU has ended and all that it wrote was taken. */
  async #listen(program: RunningProgram): Promise<ProgramExit> {
    const exit = program.exit.finally(() => {
      this.#hasExited = true;
      this.#endedNs = this.#guestNs();
    });
    const halts = new HaltWatch(this.#monitor!, () => this.#onHalt());
    while (!this.#hasExited) {
      await this.#ports.readable(POLL_MS);
      const taken = this.#take();
      if (this.#zeroNs === null || this.#recorder.end !== null) continue;
      const nowNs = this.#nowNs();
      this.#recorder.look(nowNs);
      halts.look({ nowMs: performance.now(), isBusy: taken > 0 });
      const { serialInput } = this.#parts.options;
      if (serialInput !== null) this.#ports.type(serialInput);
    }
    // A guest may end QEMU so fast that nothing was heard of its start.
    if (this.#zeroNs === null && this.#goNs !== null) this.#begin(this.#goNs);
    do this.#take();
    while (this.#zeroNs !== null && this.#ports.holds);
    return exit;
  }

  #onHalt(): void {
    this.#stop({ reason: 'halt', detail: null, timeNs: this.#round(this.#nowNs()) });
  }

  /** What the guest has written; returns how many bytes that was. */
  #take(): number {
    const taken = this.#ports.collect();
    const zeroNs = this.#zeroNs;
    if (zeroNs === null) return taken;
    this.#ports.hand((event) => {
      this.#recorder.push({ ...event, timeNs: this.#round(event.timeNs - zeroNs) });
    });
    return taken;
  }

  /** The guest's last output may contain the code that ended the run earlier. */
  #stop(end: GuestEnd): void {
    this.#take();
    this.#recorder.stop(end);
  }

  #quit(): void {
    this.#external.quit(() => this.#monitor?.execute('quit').catch(() => undefined));
  }

  #result(exit: ProgramExit): EngineResult {
    const recorder = this.#recorder;
    if (this.#zeroNs === null) recorder.begin(null);
    if (recorder.end === null) recorder.stop(this.#unexpectedEnd(exit));
    for (const finding of [...this.#ports.findings(), ...this.#findings.diagnostics()]) {
      recorder.note(finding);
    }
    const fault = this.#findings.tripleFault ? 'triple fault' : this.#tripleFault;
    return recorder.finish(
      recorder.end?.reason === 'reset' && fault !== null ? { reason: 'crash', detail: fault } : {},
    );
  }

  #unexpectedEnd(exit: ProgramExit) {
    const extra = this.#parts.request.engineArguments ?? [];
    const timeNs = this.#endedNs;
    if (exit.signal === null && extra.some((word) => word.includes('isa-debug-exit'))) {
      return { reason: 'shutdown', detail: `isa-debug-exit: ${describeExit(exit)}`, timeNs } as const;
    }
    const detail = [`QEMU ended (${describeExit(exit)})`, ...this.#stderr.lastLines(1)].join(': ');
    return { reason: 'crash', detail, timeNs } as const;
  }

  /** As a trace has it; null before zero. */
  #guestNs(): Nanoseconds | null {
    return this.#zeroNs === null ? null : this.#round(this.#nowNs());
  }

  #nowNs(): Nanoseconds {
    return this.#ports.nowNs() - (this.#zeroNs ?? 0);
  }

  #round(timeNs: Nanoseconds): Nanoseconds {
    return toTraceResolution(timeNs);
  }
}

function silence(): EnvironmentError {
  return new EnvironmentError('engine-failed', `QEMU did not respond for ${STARTUP_TIMEOUT_MS / 1000} s`, [
    'start QEMU by hand with the same arguments',
  ]);
}

/**
 * What helps where QEMU could not start. Some KVMs offer IA32_ARCH_CAPABILITIES (MSR 0x10a) and refuse the value that QEMU then sets,
 * whereupon QEMU aborts.
 */
export function stepsAfterFailedStart(text: string): readonly string[] {
  const doctor = 'boottrace doctor';
  if (!text.includes('failed to set MSR 0x10a')) return [doctor];
  return [
    "disable a CPU feature that this host's KVM refuses: the same flags and -- -cpu max,-arch-capabilities",
    doctor,
  ];
}
