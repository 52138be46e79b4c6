/**
 * What a run takes from the process, it gives back: descriptors, threads, mappings, signal handlers, memory. The short form
 * boots 50 guests; `npm run soak` boots 1000, or as many as BOOTTRACE_SOAK_BOOTS says, and prints what is held on the way.
 */
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { describeWith, requirement } from '../helpers/requirements.js';
import { bootCode, imageFile, useGuests } from './boot-guest.js';
import { asm } from './guest-image.js';

const SOAK_BOOTS = process.env['BOOTTRACE_SOAK_BOOTS'];
const BOOTS = Number(SOAK_BOOTS ?? 50);
/** A boot takes tens of milliseconds, on a busy machine a hundred times that; one that hangs ends the test. */
const TIMEOUT_MS = 60_000 + BOOTS * 3000;
/** Before this many, caches fill and code is compiled. */
const WARM_UPS = 10;
const LOOKS = 10;
const TURN_MS = 50;
const FEWEST_TURNS = 4;
const MOST_TURNS = 20;
const MiB = 2 ** 20;
const PAGE_BYTES = 4096;
/** Of a thread that stayed, its JavaScript engine would be resident. koffi keeps some 50 KiB of each that ended. */
const MOST_RESIDENT_GROWTH = (boots: number) => 32 * MiB + boots * 96 * 1024;
/** Of a guest that stayed, 16 MiB of RAM would be mapped, though hardly any of it touched. */
const MOST_MAPPED_GROWTH = 512 * MiB;
/** What stays on the heap of a boot, as measured over a thousand: less than a closure. */
const MOST_HEAP_GROWTH = (boots: number) => MiB + boots * 1024;

function linkOf(fd: string): string {
  try {
    return readlinkSync(`/proc/self/fd/${fd}`);
  } catch {
    // The descriptor of the listing itself is closed by now.
    return '';
  }
}

function held() {
  const fds = readdirSync('/proc/self/fd').map(linkOf);
  return {
    fds: fds.length,
    kvmFds: fds.filter((link) => link.includes('kvm')).length,
    threads: readdirSync('/proc/self/task').length,
    kvmMappings: readFileSync('/proc/self/maps', 'utf8')
      .split('\n')
      .filter((line) => line.includes('kvm')).length,
    listeners: process.listenerCount('SIGUSR2'),
  };
}

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** Collects until nothing more is given back: a buffer goes only after the object that held it, some turns of the loop later. */
async function settledHeap(): Promise<number> {
  let [heap, before] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  for (let turn = 0; turn < MOST_TURNS && (turn < FEWEST_TURNS || heap < before); turn++) {
    collectGarbage();
    await setTimeout(TURN_MS);
    before = heap;
    const { heapUsed, external } = process.memoryUsage();
    heap = Math.min(before, heapUsed + external);
  }
  return heap;
}

async function memory() {
  const heap = await settledHeap();
  const [pages = ''] = readFileSync('/proc/self/statm', 'utf8').split(' ');
  return { resident: process.memoryUsage.rss(), heap, mapped: Number(pages) * PAGE_BYTES };
}

const inMiB = (bytes: number) => `${(bytes / MiB).toFixed(1)} MiB`;

describeWith([requirement.kvm()], `${BOOTS} boots in one process`, () => {
  useGuests();

  test('leave nothing open, nothing running, and no memory taken', { timeout: TIMEOUT_MS }, async () => {
    const bootMany = async (from: number, to: number) => {
      for (let boot = from; boot < to; boot++) {
        const code = boot & 0xff;
        const run = await bootCode([...asm.post(code), ...asm.reset], { cpus: 1 + (boot % 2) });
        expect(run.codes).toEqual([code]);
      }
    };
    await bootMany(0, WARM_UPS);
    const before = held();
    const takenBefore = await memory();
    expect(before).toMatchObject({ kvmFds: 0, kvmMappings: 0, listeners: 0 });
    for (let look = 0; look < LOOKS; look++) {
      const [from, to] = [look, look + 1].map((part) => Math.round((part * BOOTS) / LOOKS));
      await bootMany(from!, to!);
      expect(held()).toEqual(before);
      if (SOAK_BOOTS === undefined) continue;
      const { resident, heap, mapped } = await memory();
      const { fds, threads } = held();
      console.log(
        `${to} boots: ${inMiB(resident)} resident, ${inMiB(heap)} heap, ${inMiB(mapped)} mapped, ${fds} files, ${threads} threads`,
      );
    }
    const taken = await memory();
    expect(taken.heap - takenBefore.heap).toBeLessThan(MOST_HEAP_GROWTH(BOOTS));
    expect(taken.mapped - takenBefore.mapped).toBeLessThan(MOST_MAPPED_GROWTH);
    expect(taken.resident - takenBefore.resident).toBeLessThan(MOST_RESIDENT_GROWTH(BOOTS));
  });

  test('leave nothing either when they cannot start', async () => {
    await bootCode(asm.reset);
    const before = held();
    const tooSmall = bootCode(asm.reset, { memorySize: 4096 });
    await expect(tooSmall).rejects.toThrow('of memory in whole MiB');
    await expect(bootCode(asm.reset, { debugConsolePort: 0x402 })).rejects.toThrow('port 0x402');
    await expect(bootCode(asm.reset, { workerFile: '/nowhere/worker.cjs' })).rejects.toThrow(
      '/nowhere/worker.cjs',
    );
    const silent = imageFile(new Uint8Array());
    await expect(bootCode(asm.reset, { workerFile: silent })).rejects.toThrow();
    expect(held()).toEqual(before);
  });
});
