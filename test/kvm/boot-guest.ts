/** Runs one guest of these tests on the host's KVM, through the runner's only door, and sorts what it did. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import type { ReadItem, Stop } from '../../src/trace/boot.js';
import type { Diagnostic } from '../../src/trace/diagnostic.js';
import type { CodeEvent, LifecycleEvent, TextChannel, TraceEvent } from '../../src/trace/event.js';
import type { Guest, GuestKernel } from '../../src/trace/guest.js';
import { type RunOptions, runGuest } from '../../src/vmm/index.js';
import { bundleWorker, type WorkerBundle } from '../helpers/worker-bundle.js';
import { romImage } from './guest-image.js';

/** A guest that does nothing wrong is done long before; one that hangs must not hold up the suite. */
export const TIMEOUT_NS = 20e9;
/** Longer than any end of a guest takes on a busy machine, and much shorter than TIMEOUT_NS: what is slower has hung. */
export const PATIENCE_MS = 10_000;

export interface GuestRun {
  readonly stop: Stop;
  readonly diagnostics: readonly Diagnostic[];
  readonly items: readonly ReadItem[];
  readonly events: readonly TraceEvent[];
  readonly codeEvents: readonly CodeEvent[];
  /** The codes alone, in order. */
  readonly codes: readonly number[];
  readonly phases: readonly LifecycleEvent['phase'][];
  /** Raw bytes per channel, as `onByte` had them. */
  readonly bytes: Readonly<Record<TextChannel, readonly number[]>>;
  text(channel: TextChannel): readonly string[];
  /** From the call to its return. */
  readonly wallMs: number;
}

/** Stages of 32 codes, as the built-in table has them. */
const STAGES: RunOptions['stages'] = {
  names: ['setup', 'firmware', 'bootloader', 'kernel', 'userspace'],
  ofCode: Uint16Array.from({ length: 256 }, (_, code) => (code < 0x80 ? (code >> 5) + 1 : 0)),
};

export type BootOptions = Partial<Guest> &
  Partial<
    Pick<
      RunOptions,
      | 'timeoutNs'
      | 'untilCode'
      | 'endsOnPanic'
      | 'signal'
      | 'onItem'
      | 'onByte'
      | 'workerFile'
      | 'stages'
      | 'marks'
      | 'serialInput'
      | 'observer'
      | 'kernelMarks'
    >
  >;

let folder = '';
let worker: WorkerBundle | null = null;
let images = 0;

/** To be called once in each test file that boots guests. */
export function useGuests(): void {
  beforeAll(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'boottrace-guest-'));
    worker = bundleWorker('src/vmm/vcpus/vcpu-worker.ts');
  });
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
    worker?.remove();
  });
}

/** Writes bytes to a file of the test; returns its path. */
export function imageFile(bytes: Uint8Array): string {
  const file = path.join(folder, `image-${images++}.bin`);
  writeFileSync(file, bytes);
  return file;
}

/** Boots real-mode code; see `romImage`. */
export function bootCode(code: readonly number[], options: BootOptions = {}): Promise<GuestRun> {
  return bootFile(imageFile(romImage(code)), options);
}

export function bootFile(firmware: string, options: BootOptions = {}): Promise<GuestRun> {
  return boot({ firmware }, options);
}

/** Boots a kernel that is entered directly. */
export function bootKernel(kernel: GuestKernel, options: BootOptions = {}): Promise<GuestRun> {
  return boot({ kernel }, options);
}

async function boot(image: Pick<Guest, 'firmware' | 'kernel'>, options: BootOptions): Promise<GuestRun> {
  const items: ReadItem[] = [];
  const bytes: Record<TextChannel, number[]> = {
    'debug-console': [],
    'firmware-debug': [],
    serial: [],
    'kernel-log': [],
    monitor: [],
  };
  const { memorySize = 16 * 2 ** 20, cpus = 1, debugConsolePort = 0xe9, serial = true } = options;
  const { disks = [], rng = false, kernel, flash } = options;
  const startMs = performance.now();
  const { stop, diagnostics } = await runGuest(
    {
      ...(kernel === undefined ? {} : { kernel }),
      ...(flash === undefined ? {} : { flash }),
      ...image,
      memorySize,
      cpus,
      debugConsolePort,
      serial,
      disks,
      rng,
    },
    {
      workerFile: options.workerFile ?? worker?.file ?? '',
      boot: 5,
      startedNs: 0,
      timeoutNs: options.timeoutNs === undefined ? TIMEOUT_NS : options.timeoutNs,
      untilCode: options.untilCode ?? null,
      endsOnPanic: options.endsOnPanic ?? true,
      stages: options.stages ?? STAGES,
      marks: options.marks ?? [],
      serialInput: options.serialInput ?? null,
      observer: options.observer ?? null,
      kernelMarks: options.kernelMarks ?? null,
      signal: options.signal ?? new AbortController().signal,
      onItem(item) {
        items.push(item);
        options.onItem?.(item);
      },
      onByte(channel, value) {
        bytes[channel].push(value);
        options.onByte?.(channel, value);
      },
    },
  );
  const wallMs = performance.now() - startMs;
  const events = items.flatMap((item) => (item.kind === 'event' ? [item.event] : []));
  const codeEvents = events.filter((event) => event.kind === 'code');
  return {
    stop,
    diagnostics,
    items,
    events,
    codeEvents,
    codes: codeEvents.map(({ code }) => code),
    phases: events.flatMap((event) => (event.kind === 'lifecycle' ? [event.phase] : [])),
    bytes,
    text: (channel) =>
      events.flatMap((event) => (event.kind === 'text' && event.channel === channel ? [event.text] : [])),
    wallMs,
  };
}
