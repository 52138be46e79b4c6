/** Random code, firmware and kernels on the host's own KVM: short boots through the runner's only door. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import type { ReadItem } from '../../src/trace/boot.js';
import { GuestError, InputError } from '../../src/trace/errors.js';
import type { Guest } from '../../src/trace/guest.js';
import { runGuest } from '../../src/vmm/index.js';
import { requirement } from '../helpers/requirements.js';
import { bundleWorker } from '../helpers/worker-bundle.js';
import { protectedImage, romImage } from '../kvm/guest-image.js';
import { bzImageFile, ELF, pvhFile, SETUP_SIZE } from '../vmm/loaders/kernel-files.js';
import type { FuzzTarget } from './target.js';

const TIMEOUT_NS = 60e6;
/** What a boot may take beyond its timeout: threads start, images are loaded, and the host has other things to do. */
const PATIENCE_MS = 15_000;
/** More exits than one host makes in the time. */
const MAX_EVENTS = 1_000_000;

/** Code that most often goes on: moves, arithmetic, accesses to ports and memory, jumps within it; and any byte. */
const PIECES: readonly (readonly number[])[] = [
  // mov dx, imm16 follows with two random bytes
  [0xba],
  [0xb0],
  [0xb8],
  // out dx, al / ax; in al / ax, dx; out imm8
  [0xee],
  [0xef],
  [0xec],
  [0xed],
  [0xe6],
  [0xe4],
  // rep outsb, rep insb, rep stosb
  [0xf3, 0x6e],
  [0xf3, 0x6c],
  [0xf3, 0xaa],
  // push, pop, int, iret, hlt, sti, cli, jmp short, loop
  [0x50],
  [0x58],
  [0xcd],
  [0xcf],
  [0xf4],
  [0xfb],
  [0xfa],
  [0xeb],
  [0xe2],
  // wrmsr, rdmsr, cpuid, mov cr0, lgdt, ltr, vmcall
  [0x0f, 0x30],
  [0x0f, 0x32],
  [0x0f, 0xa2],
  [0x0f, 0x22, 0xc0],
  [0x0f, 0x01, 0x16],
  [0x0f, 0x00, 0xd8],
  [0x0f, 0x01, 0xc1],
];

const code = fc
  .array(
    fc.oneof(
      fc.constantFrom(...PIECES),
      fc.uint8Array({ minLength: 1, maxLength: 4 }).map((bytes) => [...bytes]),
    ),
    { minLength: 1, maxLength: 200, size: 'max' },
  )
  .map((pieces) => pieces.flat().slice(0, 900));

type Image = Pick<Guest, 'firmware' | 'kernel'>;

interface FuzzedGuest {
  readonly what: 'real mode' | 'protected mode' | 'rom' | 'kernel';
  readonly bytes: Uint8Array;
  readonly cpus: number;
}

/** Kernels, and where in their files their first instruction is: 32-bit code, 64-bit code. */
const KERNELS = [
  { file: pvhFile(), entry: ELF.headerSize + 2 * ELF.programHeaderSize + 0x40 },
  { file: bzImageFile(), entry: SETUP_SIZE + 0x200 },
] as const;

/** A byte of the headers is another, in two of three: of the ELF header, or of the setup header. */
const kernel = fc
  .tuple(
    fc.constantFrom(...KERNELS),
    code,
    fc.option(fc.tuple(fc.oneof(fc.nat(63), fc.integer({ min: 0x1f1, max: 0x240 })), fc.nat(255)), {
      freq: 2,
    }),
  )
  .map(([{ file, entry }, bytes, damage]) => {
    const changed = Uint8Array.from(file);
    changed.set(bytes, entry);
    if (damage !== null) changed[damage[0]] = damage[1];
    return ['kernel', changed] as const;
  });

const guest: fc.Arbitrary<FuzzedGuest> = fc
  .tuple(
    fc.oneof(
      code.map((bytes) => ['real mode', romImage(bytes)] as const),
      code.map((bytes) => ['protected mode', protectedImage(bytes)] as const),
      fc
        .uint8Array({ minLength: 4096, maxLength: 4096, size: 'max' })
        .map((bytes) => ['rom', bytes] as const),
      kernel,
    ),
    fc.integer({ min: 1, max: 2 }),
  )
  .map(([[what, bytes], cpus]) => ({ what, bytes, cpus }));

const STAGES = { names: ['setup'], ofCode: new Uint16Array(256) };

export const kvm: FuzzTarget = {
  id: 'kvm',
  claim: 'every guest on KVM ends, by itself or at its timeout, and what it did is bounded',
  shortRuns: 40,
  needs: requirement.kvm(),
  create(onInput) {
    const folder = mkdtempSync(path.join(tmpdir(), 'boottrace-fuzz-'));
    const worker = bundleWorker('src/vmm/vcpus/vcpu-worker.ts');
    const reached: Record<string, number> = { boots: 0, exits: 0, refused: 0, timeout: 0, crash: 0 };
    const disk = path.join(folder, 'disk.img');
    writeFileSync(disk, new Uint8Array(2 ** 20));
    const property = fc.asyncProperty(guest, async ({ what, bytes, cpus }) => {
      const file = path.join(folder, 'image.bin');
      writeFileSync(file, bytes);
      const image: Image =
        what === 'kernel'
          ? { kernel: { kernel: file, initramfs: null, commandLine: '' } }
          : { firmware: file };
      const items: ReadItem[] = [];
      const config = {
        ...image,
        memorySize: 16 * 2 ** 20,
        cpus,
        debugConsolePort: 0xe9,
        serial: true,
        disks: [{ path: disk, readOnly: false, snapshot: true, imageType: 'raw' as const }],
        rng: true,
      };
      const started = performance.now();
      try {
        const { stop } = await runGuest(config, {
          workerFile: worker.file,
          boot: 0,
          startedNs: 0,
          timeoutNs: TIMEOUT_NS,
          untilCode: null,
          stages: STAGES,
          marks: [],
          serialInput: null,
          observer: null,
          signal: new AbortController().signal,
          onItem: (item) => items.push(item),
          onByte: () => undefined,
        });
        reached[stop.reason] = (reached[stop.reason] ?? 0) + 1;
        reached['boots']! += 1;
      } catch (error) {
        // Nothing else may come out: an image is refused, or the guest is said to have failed.
        if (!(error instanceof InputError || error instanceof GuestError)) throw error;
        reached['refused']! += 1;
        return;
      }
      const elapsedMs = performance.now() - started;
      assert.ok(elapsedMs < PATIENCE_MS, `${what}: ended after ${elapsedMs.toFixed(0)} ms`);
      assert.ok(items.length < MAX_EVENTS, `${items.length} items`);
      assert.equal(items.filter(({ kind }) => kind === 'stop').length, 1, 'one stop');
      for (const item of items)
        if (item.kind === 'exits') reached['exits']! += item.exits.reduce((sum, { count }) => sum + count, 0);
    });
    return {
      property: property.beforeEach(onInput),
      reached,
      close() {
        worker.remove();
        rmSync(folder, { recursive: true, force: true });
      },
    };
  },
};
