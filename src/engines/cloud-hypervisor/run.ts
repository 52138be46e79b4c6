/**
 * One run of Cloud Hypervisor: its log comes on standard error and is read as any such log is, so that codes have the
 * exact times that it wrote; text comes through pipes and has the time of its arrival.
 */
import { closeSync } from 'node:fs';
import { Socket } from 'node:net';
import type { Readable } from 'node:stream';
import { postCode } from '../../capture/guest-event.js';
import { createReader } from '../../formats/index.js';
import type { TraceReader } from '../../formats/reading/format.js';
import type { ReadItem } from '../../trace/boot.js';
import { note, warning } from '../../trace/diagnostic.js';
import type { Nanoseconds, TextChannel } from '../../trace/event.js';
import type { GuestRequest } from '../../trace/guest.js';
import type { EngineOptions, EngineResult } from '../engine.js';
import { ExternalRun, failedStart, START_LINES } from '../external-run.js';
import { type GuestEnd, GuestRecorder } from '../guest-recorder.js';
import { type ProgramExit, ProgramText, type RunningProgram, startProgram } from '../program.js';
import { cloudHypervisorArguments, usedDescriptors } from './arguments.js';
import { endOfEvent, endOfExit } from './ends.js';
import { EventMonitor } from './event-monitor.js';
import { openPipes } from './named-pipes.js';
import { FIRMWARE_DEBUG_SINCE, type Release } from './release.js';
import { TextClock } from './text-clock.js';

export interface CloudHypervisorRunParts {
  readonly program: string;
  /** What the program answers when asked; null when it does not. */
  readonly version: string | null;
  readonly release: Release;
  readonly request: GuestRequest;
  readonly options: EngineOptions;
}

const TICK_MS = 50;

type PipeName = 'events' | 'serial' | 'debugConsole';

export class CloudHypervisorRun {
  readonly #parts: CloudHypervisorRunParts;
  readonly #recorder: GuestRecorder;
  readonly #reader: TraceReader;
  readonly #log = new ProgramText();
  readonly #clock = new TextClock((event) => this.#recorder.push(event));
  readonly #events = new EventMonitor((source, event) => this.#onEvent(source, event));
  readonly #startedNs = nowNs();
  readonly #external: ExternalRun;
  #hasBegun = false;
  /** When its VM was heard to begin. */
  #bootingNs: Nanoseconds | null = null;
  #heardOfEnd: Pick<GuestEnd, 'reason' | 'detail'> | null = null;

  constructor(parts: CloudHypervisorRunParts) {
    this.#parts = parts;
    this.#recorder = new GuestRecorder(parts.options, () => this.#quit());
    this.#reader = createReader({ input: 'cloud-hypervisor', inputFormat: 'cloud-hypervisor' });
    const onAbort = () =>
      this.#recorder.stop({ reason: 'interrupted', detail: null, timeNs: this.#guestNs() });
    this.#external = new ExternalRun(parts.options.signal, onAbort);
  }

  /** Throws InputError and EnvironmentError when the program ends before there was a guest. */
  async run(): Promise<EngineResult> {
    const { timeoutNs } = this.#parts.options;
    try {
      const program = this.#start();
      this.#external.checkAbort();
      if (timeoutNs !== null) this.#startTimeout(timeoutNs);
      this.#external.every(TICK_MS, () => this.#tick());
      return this.#result(await program.exit);
    } finally {
      this.#external.close();
    }
  }

  #start(): RunningProgram {
    const { program, request, release } = this.#parts;
    const used = usedDescriptors(request, release);
    const names = (['events', 'serial', 'debugConsole'] as const).filter((name) => used[name]);
    const at = (name: PipeName) => (names.includes(name) ? 3 + names.indexOf(name) : null);
    const fds = { events: at('events'), serial: at('serial'), debugConsole: at('debugConsole') };
    const words = cloudHypervisorArguments(request, fds, release);
    const pipes = openPipes(names.length);
    const running = startProgram(program, words, [
      'ignore',
      'pipe',
      'pipe',
      ...pipes.map(({ writeFd }) => writeFd),
    ]);
    this.#external.adopt(running);
    const { stdout, stderr } = running.child;
    stdout?.on('data', (bytes: Buffer) => this.#onText('firmware-debug', bytes));
    stderr?.on('data', (bytes: Buffer) => this.#onLog(bytes));
    names.forEach((name, index) => {
      const { readFd, writeFd } = pipes[index]!;
      closeSync(writeFd);
      this.#listen(name, new Socket({ fd: readFd, readable: true, writable: false }));
    });
    this.#noteTimes();
    return running;
  }

  #listen(name: PipeName, stream: Readable): void {
    stream.on('error', () => undefined);
    if (name === 'events') stream.on('data', (bytes: Buffer) => this.#events.push(bytes.toString('latin1')));
    else {
      const channel = name === 'serial' ? 'serial' : 'debug-console';
      stream.on('data', (bytes: Buffer) => this.#onText(channel, bytes));
    }
  }

  #noteTimes(): void {
    const { version, request, release, options } = this.#parts;
    const message =
      `${version ?? 'Cloud Hypervisor of an unknown release'}: codes have the times of its log in whole microseconds; ` +
      'text has the time of its arrival, which is up to milliseconds late.';
    this.#recorder.note(note('cloud-hypervisor-times', message));
    const warn = (code: string, words: string) => this.#recorder.note(warning(code, words));
    if (request.debugConsolePort !== null && !usedDescriptors(request, release).debugConsole)
      warn('no-debug-console', 'This release has no debug console; it exists since v38.0.');
    if (release < FIRMWARE_DEBUG_SINCE)
      warn('no-firmware-debug', 'This release may lack port 0x402; it always exists since v27.0.');
    if (options.serialInput !== null)
      warn(
        'no-keys',
        'Keyboard input does not reach a guest in Cloud Hypervisor, because its serial port is a pipe here.',
      );
  }

  #startTimeout(timeoutNs: Nanoseconds): void {
    const onTimeout = () => this.#recorder.stop({ reason: 'timeout', detail: null, timeNs: timeoutNs });
    this.#external.startTimeout(timeoutNs, 0, onTimeout);
  }

  #onLog(bytes: Buffer): void {
    this.#log.push(bytes.toString('latin1'));
    const arrivalNs = nowNs();
    for (const item of this.#reader.push(bytes)) this.#onItem(item, arrivalNs);
  }

  #onItem(item: ReadItem, arrivalNs: Nanoseconds): void {
    if (item.kind === 'diagnostic') {
      this.#recorder.note(item.diagnostic);
    } else if (item.kind === 'boot') {
      // The guest was reset, and the program has booted it anew.
      if (item.boot > 0) this.#recorder.stop({ reason: 'reset', detail: null, timeNs: this.#guestNs() });
      else this.#begin(item.vmmStartNs);
    } else if (item.kind === 'event' && item.boot === 0 && item.event.kind === 'code') {
      const { timeNs, vcpu, code } = item.event;
      this.#clock.code(timeNs, arrivalNs);
      this.#recorder.push(postCode(timeNs, vcpu, code));
    }
  }

  #onText(channel: TextChannel, bytes: Uint8Array): void {
    this.#clock.bytes(channel, bytes, nowNs());
  }

  #onEvent(source: string, event: string): void {
    if (source === 'vm' && event === 'booting') this.#bootingNs ??= nowNs();
    const end = endOfEvent(source, event);
    if (end === null) return;
    this.#heardOfEnd ??= end;
    // A reset boots the guest again. Everything else ends the program by itself, after its last output.
    if (end.reason === 'reset') this.#recorder.stop({ ...end, timeNs: this.#guestNs() });
  }

  #begin(vmmStartNs: Nanoseconds | null): void {
    if (this.#hasBegun) return;
    this.#hasBegun = true;
    this.#recorder.begin(vmmStartNs);
  }

  /** Null while zero is not known. */
  #guestNs(): Nanoseconds | null {
    const { zeroNs } = this.#clock;
    return zeroNs === null ? null : Math.max(0, Math.floor((nowNs() - zeroNs) / 1000) * 1000);
  }

  #tick(): void {
    if (this.#clock.isOverdue(nowNs())) this.#settle();
    const timeNs = this.#guestNs();
    if (timeNs !== null) this.#recorder.look(timeNs);
  }

  /** Text is all there is so far: zero is where the VM, or the program, was heard to begin. */
  #settle(): void {
    this.#begin(null);
    this.#clock.settleAt(this.#bootingNs ?? this.#startedNs);
  }

  #quit(): void {
    this.#external.quit((program) => program?.kill('SIGTERM'));
  }

  #result(exit: ProgramExit): EngineResult {
    for (const item of this.#reader.end()) this.#onItem(item, nowNs());
    const hadGuest =
      this.#hasBegun || this.#bootingNs !== null || this.#clock.isOverdue(Number.POSITIVE_INFINITY);
    const recorder = this.#recorder;
    if (recorder.end === null && !hadGuest && exit.exitCode !== 0) throw this.#failedStart(exit);
    const timeNs = this.#guestNs();
    this.#settle();
    const end = this.#heardOfEnd ?? endOfExit(exit, this.#log.lastLines(1));
    recorder.stop({ ...end, timeNs });
    return recorder.finish();
  }

  #failedStart(exit: ProgramExit): Error {
    const lines = this.#log.lastLines(START_LINES);
    return failedStart({ title: 'Cloud Hypervisor', exit, lines }, this.#parts.request, () => [
      'boottrace doctor',
    ]);
  }
}

function nowNs(): Nanoseconds {
  return Math.round(performance.now() * 1e6);
}
