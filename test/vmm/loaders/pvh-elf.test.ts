import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { InputError } from '../../../src/trace/errors.js';
import { GiB, MiB } from '../../../src/vmm/bus/memory-map.js';
import { BOOT_INFO_ADDRESS, COMMAND_LINE_ADDRESS, STACK_TOP } from '../../../src/vmm/loaders/low-memory.js';
import { pvhElf } from '../../../src/vmm/loaders/pvh-elf.js';
import { guardedMemory, mutated } from './hostile-files.js';
import {
  type ElfPart,
  elf32File,
  elfFile,
  elfNote,
  get,
  guestMemory,
  kernelImage,
  PT_NOTE,
  pattern,
  pvhFile,
  refusal,
  word,
} from './kernel-files.js';

const entryAt = (address: number, size = 4): ElfPart => ({
  type: PT_NOTE,
  content: elfNote('Xen\0', 18, word(address, size)),
});
const load = (parts: readonly ElfPart[], memory = guestMemory()) =>
  pvhElf.load(kernelImage(elfFile(parts)), memory);
const refused = (parts: readonly ElfPart[]) => refusal(() => load(parts, guestMemory(8 * MiB, MiB)));
const code: ElfPart = { address: 2 * MiB, content: pattern(0x1000) };

describe('an ELF image with a PVH entry', () => {
  test('is loaded segment by segment and entered where its note says, in protected mode without paging', () => {
    const memory = guestMemory();
    const data = pattern(100, 3);
    const parts = [code, { address: 4 * MiB, content: data, memorySize: 200 }, entryAt(2 * MiB + 0x40)];
    expect(load(parts, memory)).toEqual({
      mode: 'protected32',
      pageTables: 0,
      isLinux: false,
      registers: { rip: 2 * MiB + 0x40, rbx: BOOT_INFO_ADDRESS, rsp: STACK_TOP },
    });
    expect(memory.slice(2 * MiB, 0x1000)).toEqual(code.content);
    expect(memory.slice(4 * MiB, 100)).toEqual(data);
    expect(memory.slice(4 * MiB + 100, 100)).toEqual(new Uint8Array(100));
  });

  test('is a Linux kernel when it has the note of one, and may be a firmware when not', () => {
    const salt = (owner: string, type: number) => ({
      type: PT_NOTE,
      content: elfNote(owner, type, word(0, 4)),
    });
    expect(load([code, entryAt(2 * MiB), salt('Linux\0', 0x100)]).isLinux).toBe(true);
    expect(load([code, entryAt(2 * MiB), salt('Linux\0', 0x101)]).isLinux).toBe(false);
    expect(load([code, entryAt(2 * MiB), salt('GNU\0', 0x100)]).isLinux).toBe(false);
  });

  test('finds its command line, initramfs and ACPI tables from start_info', () => {
    const memory = guestMemory();
    const initramfs = pattern(5000);
    const image = kernelImage(pvhFile(), { initramfs, commandLine: 'console=ttyS0', acpiRoot: 0xe0000 });
    const { registers } = pvhElf.load(image, memory);
    const info = memory.slice(registers.rbx!, 56);
    expect(get(info, 0, 4)).toBe(0x336e_c578);
    expect([get(info, 24, 8), get(info, 32, 8)]).toEqual([COMMAND_LINE_ADDRESS, 0xe0000]);
    expect(Buffer.from(memory.slice(COMMAND_LINE_ADDRESS, 14)).toString()).toBe('console=ttyS0\0');
    const module = memory.slice(get(info, 16, 8), 16);
    expect(memory.slice(get(module, 0, 8), get(module, 8, 8))).toEqual(initramfs);
  });

  test('may have its entry in 64 bits, as Linux writes it, and unloaded or empty segments anywhere', () => {
    const elsewhere = { type: 0x6474_e551, address: 2n ** 63n };
    const empty = { address: 0, content: new Uint8Array() };
    expect(load([elsewhere, empty, code, entryAt(2 * MiB, 8)]).registers.rip).toBe(2 * MiB);
  });

  test('may be entered at the last byte that it has in memory', () => {
    expect(load([{ ...code, memorySize: 0x2000 }, entryAt(2 * MiB + 0x1fff)]).registers.rip).toBe(
      2 * MiB + 0x1fff,
    );
  });

  test('keeps the initramfs behind its last segment', () => {
    const parts = [{ address: 6 * MiB, content: pattern(16) }, code, entryAt(2 * MiB)];
    const image = (size: number) => kernelImage(elfFile(parts), { initramfs: pattern(size) });
    expect(() => pvhElf.load(image(2 * MiB - 4096), guestMemory())).not.toThrow();
    const [id, message] = refusal(() => pvhElf.load(image(2 * MiB - 4095), guestMemory()));
    expect([id, message]).toEqual(['initramfs-too-large', expect.stringContaining('together they need')]);
  });
});

test('an image in a file of 32 bits is loaded and entered alike', () => {
  const memory = guestMemory();
  const parts = [code, entryAt(2 * MiB + 0x40)];
  const image = kernelImage(elf32File(parts));
  expect(pvhElf.load(image, memory)).toEqual(load(parts));
  expect(memory.slice(2 * MiB, 0x1000)).toEqual(code.content);
  expect(pvhElf.isLinux(image)).toBe(false);
});

describe('what does not boot', () => {
  test('an ELF image without the note', () => {
    expect(refused([code])).toEqual([
      'no-pvh-entry',
      'vmlinuz is an ELF file without a PVH entry (note XEN_ELFNOTE_PHYS32_ENTRY)',
      'build the kernel with CONFIG_PVH=y, or boot its bzImage',
    ]);
    expect(refused([code, entryAt(2 * MiB, 2)])[0]).toBe('no-pvh-entry');
  });

  test('a multiboot kernel, which an emulator boots', () => {
    const multiboot = Uint8Array.from([...word(0x1bad_b002), ...word(3), ...word(0xe452_4ffb)]);
    const next = (content: Uint8Array) => refused([{ address: 2 * MiB, content }])[2];
    expect(next(multiboot)).toBe('boot it with --engine qemu, which supports its multiboot header');
    expect(next(multiboot.with(0, 3))).toContain('CONFIG_PVH');
    expect(next(multiboot.with(4, 4))).toContain('CONFIG_PVH');
  });

  test.each([
    ['before its code', entryAt(2 * MiB - 1), '0x1fffff'],
    ['behind its code', entryAt(2 * MiB + 0x1000), '0x201000'],
    [
      'above 4 GiB',
      { type: PT_NOTE, content: elfNote('Xen\0', 18, Uint8Array.of(0, 0, 0x20, 0, 1, 0, 0, 0)) },
      '0x100200000',
    ],
  ])('an entry %s', (_name, note, where) => {
    const [id, message] = refused([code, note]);
    expect([id, message]).toEqual([
      'elf-malformed',
      `vmlinuz has its PVH entry at ${where}, where it loads nothing`,
    ]);
  });

  test('an image that loads nothing', () => {
    expect(refused([entryAt(2 * MiB)])[0]).toBe('elf-malformed');
  });

  test.each([
    ['over the boot information', BOOT_INFO_ADDRESS],
    ['over the command line', COMMAND_LINE_ADDRESS],
    ['over the ACPI tables', 0xe0000],
    ['into the first byte of ours', MiB - 0x1000 + 1],
    ['into the hole', 3 * GiB],
    ['above 4 GiB', 4 * GiB],
    ['nowhere', 2n ** 64n - 1n],
  ])('a segment that goes %s', (_name, address) => {
    const stray = { address, content: pattern(0x1000) };
    const [id, message] = refused([stray, code, entryAt(2 * MiB)]);
    expect(id).toBe('kernel-misplaced');
    expect(message).toContain('vmlinuz wants 4096 bytes at 0x');
  });

  test('a segment larger than memory, even when its file is small', () => {
    expect(refused([{ ...code, memorySize: 6 * MiB + 1 }, entryAt(2 * MiB)])).toEqual([
      'kernel-too-large',
      'vmlinuz needs at least 9 MiB of memory; the guest has 8 MiB',
      '--memory size=73M',
    ]);
    expect(refused([{ ...code, memorySize: 2n ** 63n }, entryAt(2 * MiB)])[0]).toBe('kernel-misplaced');
  });

  test('writes nothing before all of it is known to fit', () => {
    const memory = guestMemory();
    const parts = [code, { address: 7 * MiB, content: pattern(2 * MiB) }, entryAt(2 * MiB)];
    expect(() => load(parts, memory)).toThrow(InputError);
    expect(memory.slice(0, 8 * MiB).every((byte) => byte === 0)).toBe(true);
  });

  test('any file with mutated headers gives an InputError or a kernel within its memory', () => {
    const { memory, check } = guardedMemory(8 * MiB);
    const file = pvhFile();
    const programHeaders = [64, 120].flatMap((at) =>
      [8, 24, 32, 40, 48].map((offset) => [at + offset, 8] as const),
    );
    const notes = file.length - 20;
    const fields = [
      [32, 8],
      [54, 2],
      [56, 2],
      ...programHeaders,
      ...[0, 4, 8, 16].map((o) => [notes + o, 4] as const),
    ] as const;
    let [booted, refusals] = [0, 0];
    fc.assert(
      fc.property(mutated(file, { fields, header: [4, 176] }), fc.nat(9000), (kernel, size) => {
        try {
          const { registers } = pvhElf.load(kernelImage(kernel, { initramfs: new Uint8Array(size) }), memory);
          expect(memory.contains(registers.rip!, 1)).toBe(true);
          expect(registers.rip).toBeGreaterThanOrEqual(MiB);
          expect(memory.view(registers.rbx!, 4).getUint32(0, true)).toBe(0x336e_c578);
          booted++;
        } catch (error) {
          if (!(error instanceof InputError)) throw error;
          refusals++;
        }
        check();
      }),
      { numRuns: 1000 },
    );
    // Damage must be neither harmless nor always fatal, or this says nothing.
    expect([booted > 20, refusals > 20]).toEqual([true, true]);
  });
});
