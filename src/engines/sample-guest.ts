/** The guest that the package ships: 4 KiB that write boot codes and text to all three debug ports, and reset. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import type { ReadItem } from '../trace/boot.js';
import { DEBUG_CONSOLE_PORT } from '../trace/debug-ports.js';
import { InputError } from '../trace/errors.js';
import type { Nanoseconds } from '../trace/event.js';
import { hasFailed } from '../trace/outcome.js';
import type { Engine } from './engine.js';
import { describeFailedGuest } from './failed-guest.js';

/** How many codes it writes. */
export const SAMPLE_CODES = 10;
const MEMORY_SIZE = 512 * 2 ** 20;
/** It takes 60 ms where KVM is slow; a host may be busy. */
const TIMEOUT_NS = 30e9;

/** Throws InputError when it is not where the package has it. */
export function sampleGuestImage(packageRoot: string): string {
  const image = path.join(packageRoot, 'samples', 'guest', 'sample-guest.bin');
  if (existsSync(image)) return image;
  throw new InputError('no-sample-guest', `the sample guest is missing: ${image}`);
}

export interface SampleBoot {
  readonly codes: number;
  /** From zero to its last code; 0 when none came. */
  readonly timeNs: Nanoseconds;
  /** What is wrong with it, in the words of `run`; null when all came that should. */
  readonly failure: string | null;
}

/** Boots it as `run` does. Throws what `run` would throw before the guest runs. */
export async function bootSampleGuest(engine: Engine, packageRoot: string): Promise<SampleBoot> {
  const times: Nanoseconds[] = [];
  const onItem = (item: ReadItem) => {
    if (item.kind === 'event' && item.event.kind === 'code') times.push(item.event.timeNs);
  };
  const request = {
    firmware: sampleGuestImage(packageRoot),
    memorySize: MEMORY_SIZE,
    cpus: 1,
    debugConsolePort: DEBUG_CONSOLE_PORT,
    serial: true,
    disks: [],
  };
  const { stop } = await engine.run(request, {
    packageRoot,
    boot: 0,
    startedNs: Math.round(performance.now() * 1e6),
    timeoutNs: TIMEOUT_NS,
    untilCode: null,
    marks: [],
    stages: { names: ['setup'], ofCode: new Uint16Array(256) },
    signal: new AbortController().signal,
    serialInput: null,
    onByte: () => undefined,
    onItem,
  });
  const codes = times.length;
  const short = codes === SAMPLE_CODES ? null : `it wrote ${codes} codes instead of ${SAMPLE_CODES}`;
  return {
    codes,
    timeNs: times.at(-1) ?? 0,
    failure: hasFailed({ stop, until: null }) ? describeFailedGuest(stop) : short,
  };
}
