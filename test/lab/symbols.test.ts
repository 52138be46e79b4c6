/**
 * Symbols, stacks and marks of real Debian kernels, out of the memory of guests that ran in QEMU's emulator: what
 * inspect finds is compared with what the same kernel says of itself.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildProfile } from '../../src/inspect/build-profile.js';
import { planEntryPatches } from '../../src/inspect/entry-patches.js';
import { inspectKernel, type Kernel } from '../../src/inspect/kernel.js';
import { describeWith, explain, requirement } from '../helpers/requirements.js';
import { backportsKernel, debianKernel, type UnpackedKernel } from './kernel.mjs';
import { backportsRequirement, debianKernelRequirement } from './kernel-requirement.js';
import { labCache } from './lab.mjs';
import { type Observation, observe } from './symbols/observed-guest.js';

const PACKAGES = [
  ['qemu-system-x86', 'qemu-system-x86_64'],
  ['busybox-static', '/bin/busybox'],
  ['cpio', 'cpio'],
  ['xz-utils', 'xz'],
] as const;
const requirements = [
  ...PACKAGES.map(([name, probe]) => requirement.debianPackage(name, probe)),
  debianKernelRequirement(),
];

/** Outermost frames of stacks that were not followed to where they began. */
const UNROOTED: ReadonlySet<string> = new Set(['[guessed]', '[incomplete]']);

/** Between two samples, on the host. */
const EVERY_MS = 3;

describeWith(requirements, 'inside a Debian kernel', () => {
  const newer = backportsKernel(labCache());
  explain(backportsRequirement(newer));
  const four = { cpu: 'qemu64,-cx16', cmdline: '' };
  const five = { cpu: 'max,-cx16', cmdline: '' };
  const isolated = { cpu: 'qemu64,-cx16', cmdline: 'pti=on' };
  const kernels: readonly (readonly [string, UnpackedKernel, typeof four])[] = [
    ['the release, four levels of page tables', debianKernel(labCache()), four],
    ['the release, five levels', debianKernel(labCache()), five],
    ...(newer === null ? [] : [['newer, page tables isolated', newer, isolated] as const]),
  ];

  describe.each(kernels)('%s', (_, kernel, options) => {
    const work = mkdtempSync(path.join(os.tmpdir(), 'boottrace-symbols-'));
    let seen: Observation;
    let known: Kernel;

    beforeAll(async () => {
      seen = await observe(kernel, { work, everyMs: EVERY_MS, ...options });
      const found = inspectKernel({ regions: [{ base: 0, bytes: seen.ram }] }, [seen.paging]);
      if (found.kernel === null) throw new Error(found.reason);
      known = found.kernel;
    }, 200_000);

    afterAll(() => rmSync(work, { recursive: true, force: true }));

    test('knows every symbol that the kernel lists, and no other', () => {
      const [own, ofModules] = [false, true].map(
        (isModule) =>
          new Set(
            seen.kallsyms.split('\n').filter((line) => line !== '' && line.includes('\t[') === isModule),
          ),
      ) as [Set<string>, Set<string>];
      const written = known.symbols
        .symbols()
        .map(({ address, type, name }) => `${address.toString(16).padStart(16, '0')} ${type} ${name}`);
      const found = new Set(written.filter((line) => !line.endsWith(']')));
      expect(own.size).toBeGreaterThan(50_000);
      expect([...own].filter((line) => !found.has(line))).toEqual([]);
      expect([...found].filter((line) => !own.has(line))).toEqual([]);
      const places = new Set([...ofModules].map((line) => line.replace(/ (\w) /, ' ').replace('\t', ' ')));
      const modules = written.filter((line) => line.endsWith(']')).map((line) => line.replace(/ (\w) /, ' '));
      expect(modules.length).toBeGreaterThan(20);
      expect(modules.filter((line) => !places.has(line))).toEqual([]);
    });

    test('knows its version and its modules', () => {
      expect(known.version?.release).toBe(kernel.release);
      expect(known.modules.map(({ name }) => name)).toContain('virtio_blk');
      expect(known.modules.every(({ orc }) => orc !== null)).toBe(true);
    });

    test('knows as much by the page tables of user mode, where they are its own', () => {
      const { cr3, la57 } = seen.paging;
      const user = { cr3: cr3 | 0x1000n, la57 };
      const { kernel } = inspectKernel({ regions: [{ base: 0, bytes: seen.ram }] }, [user]);
      expect(kernel?.modules.map(({ name }) => name)).toEqual(known.modules.map(({ name }) => name));
    });

    test('follows more than 99 % of stacks to where they began', () => {
      const ram = { regions: [{ base: 0, bytes: seen.ram }] };
      const { profile } = buildProfile(seen.samples, ram, { hz: 300, lostTicks: 0, file: null });
      expect(profile.kernelSamples).toBeGreaterThan(200);
      // A module gives its start's unwind tables back; how long the start of a disk's takes differs from boot to boot.
      const lost = profile.stacks.filter(
        ({ frames }) => UNROOTED.has(frames[0]!) && !frames.includes('do_init_module'),
      );
      const lostSamples = lost.reduce((sum, { count }) => sum + count, 0);
      expect(lostSamples / profile.kernelSamples).toBeLessThan(0.01);
      const frames = new Set(profile.stacks.flatMap((stack) => stack.frames));
      expect([...frames]).toEqual(
        expect.arrayContaining([
          '[decompressor]',
          'start_kernel',
          'kernel_init',
          'do_one_initcall',
          'kthread',
        ]),
      );
    });

    test('finds the nop at the entries of functions', () => {
      const ram = { regions: [{ base: 0, bytes: seen.ram }] };
      const names = ['do_one_initcall', 'run_init_process', 'no_such_function'];
      const { patches, refusals } = planEntryPatches({ ram, ...known }, names, 0xeb);
      expect(patches.map(({ name }) => name)).toEqual(['do_one_initcall', 'run_init_process']);
      expect(refusals.map(({ name }) => name)).toEqual(['no_such_function']);
    });
  });
});
