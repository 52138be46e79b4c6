import { describe, expect, test } from 'vitest';
import { MiB } from '../../../src/vmm/bus/memory-map.js';
import { findLoader, kernelLoaders, loadKernel } from '../../../src/vmm/loaders/index.js';
import { ACPI_TABLES_ADDRESS, GDT_ADDRESS } from '../../../src/vmm/loaders/low-memory.js';
import {
  bzImageFile,
  elfFile,
  get,
  guestMemory,
  kernelImage,
  pattern,
  pvhFile,
  refusal,
} from './kernel-files.js';

const refused = (kernel: Uint8Array) => refusal(() => findLoader(kernel, 'vmlinuz'));

describe('the loader of a kernel', () => {
  test('is the one that knows the file', () => {
    expect(findLoader(bzImageFile(), 'vmlinuz').id).toBe('bzimage');
    expect(findLoader(elfFile([]), 'vmlinux').id).toBe('pvh-elf');
    expect(kernelLoaders.map(({ id }) => id)).toEqual(['bzimage', 'pvh-elf']);
  });

  test.each([
    ['an initramfs', Buffer.from('070701'.padEnd(200, '0')), 'a cpio archive', 'give it as --initramfs'],
    [
      'a packed kernel',
      Buffer.from([0x1f, 0x8b, 8, 0]),
      'a gzip file',
      'unpack it first, or give it as --initramfs',
    ],
    [
      'an EFI stub of another machine',
      Buffer.from(`${'MZ'.padEnd(0x38, '\0')}ARM\x64`),
      'a Linux kernel for arm64',
      'use the x86-64 build of it',
    ],
  ])('is none for %s, and that is said', (_name, file, what, next) => {
    expect(refused(file)).toEqual([
      'not-a-kernel',
      `vmlinuz is ${what}: neither a Linux bzImage nor an ELF image with a PVH entry`,
      next,
    ]);
  });

  test.each([
    ['nothing', new Uint8Array()],
    ['any bytes', pattern(8192)],
  ])('is none for %s, with two things to try', (_name, file) => {
    const [code, message, ...steps] = refused(file);
    expect([code, message]).toEqual([
      'not-a-kernel',
      'vmlinuz is neither a Linux bzImage nor an ELF image with a PVH entry',
    ]);
    expect(steps).toHaveLength(2);
  });
});

describe('a loaded kernel', () => {
  test.each([
    ['bzImage', bzImageFile(), 'long64'],
    ['ELF image', pvhFile(), 'protected32'],
  ])('of an %s has its segments and its ACPI tables', (_name, kernel, mode) => {
    const memory = guestMemory(8 * MiB);
    const { acpiRoot: _, ...image } = kernelImage(kernel, { initramfs: pattern(100) });
    const tables = { acpi: { cpus: 3, pci: null }, smbios: { product: 'board', oemStrings: [] } };
    const state = loadKernel(findLoader(kernel, 'vmlinuz'), image, { memory, ...tables });
    expect(state).toMatchObject({ mode, gdt: { address: GDT_ADDRESS, code: 0x10, data: 0x18 } });
    if (state.mode === 'reset') throw new Error('it is entered directly');
    const { rsi, rbx } = state.registers;
    const [info, rootField] = state.mode === 'long64' ? [rsi!, 0x70] : [rbx!, 32];
    const root = get(memory.slice(info + rootField, 8), 0, 8);
    expect(root).toBe(ACPI_TABLES_ADDRESS);
    expect(Buffer.from(memory.slice(root, 8)).toString()).toBe('RSD PTR ');
    expect(memory.view(GDT_ADDRESS + 0x10, 8).getBigUint64(0, true)).not.toBe(0n);
  });
});
