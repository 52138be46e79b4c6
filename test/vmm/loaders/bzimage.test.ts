import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { InputError } from '../../../src/trace/errors.js';
import { GiB, MiB } from '../../../src/vmm/bus/memory-map.js';
import { bzImage } from '../../../src/vmm/loaders/bzimage.js';
import {
  BOOT_INFO_ADDRESS,
  COMMAND_LINE_ADDRESS,
  PAGE_TABLES_ADDRESS,
  STACK_TOP,
} from '../../../src/vmm/loaders/low-memory.js';
import { memoryRanges } from '../../../src/vmm/loaders/memory-ranges.js';
import { guardedMemory, mutated } from './hostile-files.js';
import {
  bzImageFile,
  get,
  guestMemory,
  kernelImage,
  pattern,
  refusal,
  SETUP_HEADER,
  SETUP_SIZE,
  type SetupField,
} from './kernel-files.js';

type Image = Parameters<typeof kernelImage>[1];

/** boot_params as the kernel finds it. */
function loaded(kernel: Uint8Array, image: Image = {}, memory = guestMemory()) {
  memory.slice(0, MiB).fill(0xee);
  const state = bzImage.load(kernelImage(kernel, image), memory);
  const params = memory.slice(BOOT_INFO_ADDRESS, 4096);
  const field = (name: SetupField) => get(params, SETUP_HEADER[name][0], SETUP_HEADER[name][1]);
  return { state, memory, params, field };
}

const refused = (kernel: Uint8Array, memory = guestMemory()) =>
  refusal(() => bzImage.load(kernelImage(kernel), memory));

describe('a bzImage', () => {
  test('is known by its magic number alone', () => {
    expect(bzImage.accepts(bzImageFile())).toBe(true);
    expect(bzImage.accepts(bzImageFile({ header: 0x5372_6449 }))).toBe(false);
    expect(bzImage.accepts(bzImageFile().subarray(0, 0x206))).toBe(true);
    expect(bzImage.accepts(bzImageFile().subarray(0, 0x205))).toBe(false);
    expect(bzImage.accepts(new Uint8Array())).toBe(false);
  });

  test('goes to its preferred address without the setup code and is entered 0x200 bytes in, in long mode', () => {
    const code = pattern(0x1230);
    const { state, memory } = loaded(bzImageFile({}, code));
    expect(memory.slice(2 * MiB, code.length)).toEqual(code);
    expect(memory.slice(2 * MiB - 16, 16)).toEqual(new Uint8Array(16));
    expect(state).toEqual({
      mode: 'long64',
      isLinux: true,
      pageTables: PAGE_TABLES_ADDRESS,
      registers: { rip: 2 * MiB + 0x200, rsi: BOOT_INFO_ADDRESS, rsp: STACK_TOP },
    });
  });

  test('without a preferred address goes to 1 MiB', () => {
    const { state, field } = loaded(bzImageFile({ pref_address: 0, kernel_alignment: MiB }));
    expect([state.registers.rip, field('code32_start')]).toEqual([MiB + 0x200, MiB]);
  });

  test('with setup_sects 0 has four sectors of setup code, as its first boot loaders meant', () => {
    const code = pattern(0x2000);
    const { memory } = loaded(bzImageFile({ setup_sects: 0, syssize: 0x100 }, code));
    const start = 5 * 512 - SETUP_SIZE;
    expect(memory.slice(2 * MiB, 64)).toEqual(code.subarray(start, start + 64));
  });
});

describe('boot_params', () => {
  test('hold the setup header as it is in the file, but for what a boot loader fills in', () => {
    const kernel = bzImageFile({ min_alignment: 21, cmdline_size: 1234 });
    const { params } = loaded(kernel, { initramfs: pattern(10) });
    const end = 0x202 + 0x6a;
    const written = new Set<number>();
    for (const name of [
      'type_of_loader',
      'code32_start',
      'ramdisk_image',
      'ramdisk_size',
      'cmd_line_ptr',
    ] as const) {
      const [at, size] = SETUP_HEADER[name];
      for (let i = 0; i < size; i++) written.add(at + i);
    }
    for (let at = 0x1f1; at < end; at++) {
      if (!written.has(at)) expect([at, params[at]]).toEqual([at, kernel[at]]);
    }
  });

  test('are zero before the header, behind it and where nothing is said', () => {
    const { params } = loaded(bzImageFile());
    const nonZero = [...params.keys()].filter((at) => params[at] !== 0);
    const isKnown = (at: number) =>
      (at >= 0x70 && at < 0x78) ||
      at === 0x1e8 ||
      (at >= 0x1f1 && at < 0x26c) ||
      (at >= 0x2d0 && at < 0x2d0 + 60);
    expect(nonZero.filter((at) => !isKnown(at))).toEqual([]);
    // Not zero, it would tell the kernel that the loader forgot to clear the page.
    expect(params[0x1ef]).toBe(0);
  });

  test('say who loaded it, where its command line is and where it lies', () => {
    const { field, memory } = loaded(bzImageFile(), { commandLine: 'console=ttyS0' });
    expect(field('type_of_loader')).toBe(0xff);
    expect(field('code32_start')).toBe(2 * MiB);
    expect(field('cmd_line_ptr')).toBe(COMMAND_LINE_ADDRESS);
    expect(Buffer.from(memory.slice(COMMAND_LINE_ADDRESS, 14)).toString()).toBe('console=ttyS0\0');
  });

  test('give the address of the ACPI tables and the memory map', () => {
    const memory = guestMemory(8 * MiB, 2 * MiB);
    const { params } = loaded(bzImageFile(), { acpiRoot: 0xe1230 }, memory);
    expect(get(params, 0x70, 8)).toBe(0xe1230);
    const ranges = Array.from({ length: params[0x1e8]! }, (_, i) => {
      const at = 0x2d0 + 20 * i;
      return { base: get(params, at, 8), size: get(params, at + 8, 8), type: get(params, at + 16, 4) };
    });
    expect(ranges).toEqual(memoryRanges(memory));
    expect(ranges.at(-1)).toEqual({ base: 4 * GiB, size: 2 * MiB, type: 1 });
  });

  test('have no initramfs when there is none', () => {
    const { field, params } = loaded(bzImageFile({ ramdisk_image: 0, ramdisk_size: 0 }));
    const fields = [
      field('ramdisk_image'),
      field('ramdisk_size'),
      get(params, 0xc0, 4),
      get(params, 0xc4, 4),
    ];
    expect(fields).toEqual([0, 0, 0, 0]);
  });

  test.each([
    ['below the highest address that the kernel takes', { initrd_addr_max: 4 * MiB - 1 }, 4 * MiB],
    ['at the end of memory', { initrd_addr_max: 0x7fff_ffff }, 8 * MiB],
    [
      'anywhere below 4 GiB when the kernel takes it from there',
      { initrd_addr_max: 4 * MiB - 1, xloadflags: 3 },
      8 * MiB,
    ],
  ])('say where the initramfs lies: %s', (_name, fields, end) => {
    const initramfs = pattern(2 * 4096);
    const { field, params, memory } = loaded(bzImageFile(fields), { initramfs });
    const address = end - 2 * 4096;
    expect([field('ramdisk_image'), field('ramdisk_size')]).toEqual([address, 2 * 4096]);
    expect([get(params, 0xc0, 4), get(params, 0xc4, 4)]).toEqual([0, 0]);
    expect(memory.slice(address, 2 * 4096)).toEqual(initramfs);
  });
});

describe('memory', () => {
  test.each([
    ['as much as it needs until it reads the memory map', { init_size: 6 * MiB }, 8 * MiB, null],
    ['a byte more', { init_size: 6 * MiB + 1 }, 8 * MiB, 9],
    [
      'from where it moves itself to be aligned',
      { pref_address: 3 * MiB, init_size: 4 * MiB },
      8 * MiB,
      null,
    ],
    ['a byte more from there', { pref_address: 3 * MiB, init_size: 4 * MiB + 1 }, 8 * MiB, 9],
    [
      'not relocatable, from where it is',
      { pref_address: 3 * MiB, init_size: 5 * MiB, relocatable_kernel: 0 },
      8 * MiB,
      null,
    ],
    [
      'for its file, whatever it says',
      { init_size: 0, pref_address: 8 * MiB - 0x1000 + 1, relocatable_kernel: 0 },
      8 * MiB,
      9,
    ],
    ['without an alignment', { kernel_alignment: 0, init_size: 6 * MiB }, 8 * MiB, null],
  ])('has to be there: %s', (_name, fields, size, needed) => {
    const load = () => bzImage.load(kernelImage(bzImageFile(fields)), guestMemory(size));
    if (needed === null) expect(load).not.toThrow();
    else {
      expect(refusal(load)).toEqual([
        'kernel-too-large',
        `vmlinuz needs at least ${needed} MiB of memory; the guest has 8 MiB`,
        `--memory size=${needed + 64}M`,
      ]);
    }
  });

  test('keeps the initramfs off what the kernel needs', () => {
    const kernel = bzImageFile({ init_size: 5 * MiB });
    const load = (size: number) =>
      bzImage.load(kernelImage(kernel, { initramfs: pattern(size) }), guestMemory());
    expect(() => load(MiB)).not.toThrow();
    expect(refusal(() => load(MiB + 1))[0]).toBe('initramfs-too-large');
  });

  test.each([
    ['our tables', 0x8000],
    ['the hole below 4 GiB', 3 * GiB],
    ['memory above 4 GiB', 4 * GiB],
    ['nowhere at all', 2n ** 64n - 1n],
    ['an address that wraps around', 2n ** 63n],
  ])('is not where it wants it: %s', (_name, address) => {
    const fields = { pref_address: address, relocatable_kernel: 0 };
    expect(refused(bzImageFile(fields), guestMemory(8 * MiB, MiB))[0]).toBe('kernel-misplaced');
  });
});

describe('what does not boot', () => {
  test.each([
    [
      '2.11',
      { version: 0x020b },
      'kernel-too-old',
      'vmlinuz has boot protocol 2.11; 2.12 (Linux 3.8) is the oldest',
    ],
    ['2.0', { version: 0x0200, xloadflags: 0 }, 'kernel-too-old', 'vmlinuz has boot protocol 2.0;'],
    [
      '32-bit',
      { xloadflags: 0 },
      'kernel-not-64-bit',
      'vmlinuz has no 64-bit entry point: it is a 32-bit kernel',
    ],
    ['32-bit with other flags', { xloadflags: 0x7e }, 'kernel-not-64-bit', 'no 64-bit entry point'],
    ['too short a header', { jump: 0x65eb }, 'kernel-malformed', 'ends at 0x267; 0x268 to 0x290 is expected'],
    ['too long a header', { jump: 0x8feb }, 'kernel-malformed', 'ends at 0x291; 0x268 to 0x290 is expected'],
  ])('a kernel of protocol %s', (_name, fields, code, message) => {
    const error = refused(bzImageFile(fields));
    expect([error[0], error[1]]).toEqual([code, expect.stringContaining(message)]);
  });

  test.each([
    ['2.12 with the shortest header', { version: 0x020c, jump: 0x66eb }],
    ['a header that fills its room', { jump: 0x8eeb }],
  ])('is not %s', (_name, fields) => {
    expect(() => loaded(bzImageFile(fields))).not.toThrow();
  });

  test('a file that ends within its header', () => {
    expect(refused(bzImageFile().subarray(0, 0x267))).toEqual([
      'kernel-truncated',
      'vmlinuz is a truncated bzImage: 615 bytes, 616 expected',
      'check that the file is complete',
    ]);
  });

  test('a file that ends within its setup code, or before its 64-bit entry', () => {
    const expected = 'vmlinuz is a truncated bzImage: %d bytes, 1537 expected';
    for (const length of [0x268, SETUP_SIZE, SETUP_SIZE + 0x1f1]) {
      const [code, message] = refused(bzImageFile({ syssize: 0 }).subarray(0, length));
      expect([code, message]).toEqual(['kernel-truncated', expected.replace('%d', String(length))]);
    }
  });

  test('a file a paragraph shorter than its header says; a longer one does', () => {
    const whole = bzImageFile({}, pattern(0x1000));
    expect(() => loaded(whole.subarray(0, -15))).not.toThrow();
    expect(refused(whole.subarray(0, -16))[1]).toBe(
      'vmlinuz is a truncated bzImage: 5104 bytes, 5120 expected',
    );
    expect(refused(bzImageFile({ syssize: 0xffff_ffff }))[1]).toContain(
      `${0xffff_ffff * 16 + SETUP_SIZE} expected`,
    );
    const signed = bzImageFile({ syssize: 0x80 }, pattern(0x1000));
    expect(() => loaded(signed)).not.toThrow();
  });

  test('any file with mutated headers gives an InputError or a kernel within its memory', () => {
    const { memory, check } = guardedMemory(8 * MiB);
    const fields = Object.values(SETUP_HEADER).filter(([at]) => at !== 0x202);
    let [booted, refusals] = [0, 0];
    fc.assert(
      fc.property(
        mutated(bzImageFile(), { fields, header: [0x1f1, 0x290] }),
        fc.nat(9000),
        (kernel, size) => {
          try {
            const image = kernelImage(kernel, { initramfs: new Uint8Array(size) });
            const { registers } = bzImage.load(image, memory);
            expect(memory.contains(registers.rip!, 1)).toBe(true);
            expect(registers.rip).toBeGreaterThanOrEqual(MiB);
            booted++;
          } catch (error) {
            if (!(error instanceof InputError)) throw error;
            refusals++;
          }
          check();
        },
      ),
      { numRuns: 1000 },
    );
    // Damage must be neither harmless nor always fatal, or this says nothing.
    expect([booted > 20, refusals > 20]).toEqual([true, true]);
  });
});
