/** Runs one guest of these tests in the installed QEMU, through the engine, and sorts what it did. */
import path from 'node:path';
import type { EngineOptions } from '../../src/engines/engine.js';
import { qemu } from '../../src/engines/qemu/engine.js';
import type { ReadItem, Stop } from '../../src/trace/boot.js';
import type { Diagnostic } from '../../src/trace/diagnostic.js';
import type { CodeEvent, LifecycleEvent, TextChannel, TraceEvent } from '../../src/trace/event.js';
import type { GuestRequest } from '../../src/trace/guest.js';
import { requirement } from '../helpers/requirements.js';
import { ROOT } from '../helpers/run-cli.js';
import { temporaryFolder } from '../helpers/temporary-folder.js';
import { romImage } from '../kvm/guest-image.js';

export const needsQemu = requirement.debianPackage('qemu-system-x86', 'qemu-system-x86_64');
export const SAMPLE_GUEST = path.join(ROOT, 'samples', 'guest', 'sample-guest.bin');

export interface QemuBoot {
  readonly stop: Stop;
  readonly diagnostics: readonly Diagnostic[];
  readonly items: readonly ReadItem[];
  readonly events: readonly TraceEvent[];
  readonly codes: readonly number[];
  readonly codeEvents: readonly CodeEvent[];
  readonly phases: readonly LifecycleEvent['phase'][];
  readonly vmmStartNs: number | null;
  text(channel: TextChannel): readonly string[];
}

export type QemuBootOptions = Partial<GuestRequest> &
  Partial<
    Pick<
      EngineOptions,
      'timeoutNs' | 'untilCode' | 'untilMoments' | 'marks' | 'signal' | 'serialInput' | 'onItem' | 'onByte'
    >
  >;

const folder = temporaryFolder();
let images = 0;

/** Boots real-mode code; see `romImage`. */
export function bootCode(code: readonly number[], options: QemuBootOptions = {}): Promise<QemuBoot> {
  return bootImage(romImage(code), options);
}

export function bootImage(image: Uint8Array, options: QemuBootOptions = {}): Promise<QemuBoot> {
  return boot({ firmware: folder.write(`image-${images++}.bin`, image), ...options });
}

const TCG = ['-accel', 'tcg'];

/** With the emulator unless the arguments say otherwise. */
export async function boot(options: QemuBootOptions): Promise<QemuBoot> {
  const items: ReadItem[] = [];
  const request: GuestRequest = {
    memorySize: 64 * 2 ** 20,
    cpus: 1,
    debugConsolePort: 0xe9,
    serial: true,
    disks: [],
    rng: false,
    engineArguments: TCG,
    ...options,
  };
  const { stop, diagnostics } = await qemu.run(request, {
    packageRoot: ROOT,
    boot: 0,
    startedNs: 0,
    timeoutNs: options.timeoutNs ?? 40e9,
    untilCode: options.untilCode ?? null,
    untilMoments: options.untilMoments ?? [],
    marks: options.marks ?? [],
    stages: { names: [], ofCode: new Uint16Array(256) },
    signal: options.signal ?? new AbortController().signal,
    serialInput: options.serialInput ?? null,
    onItem(item) {
      items.push(item);
      options.onItem?.(item);
    },
    onByte: options.onByte ?? (() => undefined),
  });
  const events = items
    .flatMap((item) => (item.kind === 'event' ? [item.event] : []))
    .toSorted((a, b) => a.timeNs - b.timeNs);
  const codeEvents = events.filter((event) => event.kind === 'code');
  const begin = items.find((item) => item.kind === 'boot');
  return {
    stop,
    diagnostics,
    items,
    events,
    codeEvents,
    codes: codeEvents.map(({ code }) => code),
    phases: events.flatMap((event) => (event.kind === 'lifecycle' ? [event.phase] : [])),
    vmmStartNs: begin?.vmmStartNs ?? null,
    text: (channel) =>
      events.flatMap((event) => (event.kind === 'text' && event.channel === channel ? [event.text] : [])),
  };
}
