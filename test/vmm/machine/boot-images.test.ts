import { execFileSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { MiB } from '../../../src/vmm/bus/memory-map.js';
import { BOOT_INFO_ADDRESS } from '../../../src/vmm/loaders/low-memory.js';
import { readBootImages } from '../../../src/vmm/machine/boot-images.js';
import { temporaryFolder } from '../../helpers/temporary-folder.js';
import { bzImageFile, get, guestMemory, pattern, pvhFile, refusal } from '../loaders/kernel-files.js';

const folder = temporaryFolder();
const MACHINE = {
  memorySize: 8 * MiB,
  cpus: 2,
  debugConsolePort: null,
  serial: true,
  disks: [],
  rng: false,
} as const;
const TABLES = { acpi: { cpus: 2, pci: null }, smbios: { product: 'board', oemStrings: [] } };

const firmware = (path: string) => readBootImages({ ...MACHINE, firmware: path });
const kernel = (path: string, initramfs: string | null = null) =>
  readBootImages({ ...MACHINE, kernel: { kernel: path, initramfs, commandLine: 'quiet' } });

describe('a firmware', () => {
  test('is mapped as a ROM and starts at the reset vector', () => {
    const image = pattern(8192);
    const { kind, rom, load } = firmware(folder.write('bios.bin', image));
    const memory = guestMemory();
    expect(kind).toBe('rom');
    expect(Uint8Array.from(rom!)).toEqual(image);
    expect(load(memory, TABLES)).toEqual({ mode: 'reset' });
    expect(memory.slice(MiB - 8192, 8192)).toEqual(image);
  });

  test('is checked when it is read', () => {
    const path = folder.write('bios.bin', pattern(100));
    expect(refusal(() => firmware(path))[0]).toBe('not-a-rom');
  });
});

describe('a kernel beside a firmware', () => {
  const both = (rom: Uint8Array, kernelFile: Uint8Array, commandLine = 'quiet') =>
    readBootImages({
      ...MACHINE,
      firmware: folder.write('OVMF.fd', rom),
      kernel: {
        kernel: folder.write('vmlinuz', kernelFile),
        initramfs: folder.write('initrd.gz', pattern(70)),
        commandLine,
      },
    });

  test('is handed to a ROM in its parts, in memory that threads share', () => {
    const file = bzImageFile();
    const { kind, rom, firmwareKernel } = both(pattern(8192), file);
    expect([kind, rom!.length]).toEqual(['rom', 8192]);
    const { setup, kernel: rest, initramfs, commandLine } = firmwareKernel!;
    expect([...setup, ...rest]).toEqual([...file]);
    expect(setup.length).toBe(1024);
    expect([...initramfs!]).toEqual([...pattern(70)]);
    expect(Buffer.from(commandLine).toString()).toBe('quiet\0');
    for (const part of [setup, rest, initramfs!, commandLine])
      expect(part.buffer).toBeInstanceOf(SharedArrayBuffer);
  });

  test('is refused where firmware could not start it', () => {
    const rom = pattern(8192);
    expect(refusal(() => both(rom, pvhFile()))[0]).toBe('not-a-bzimage');
    expect(refusal(() => both(rom, bzImageFile(), 'x'.repeat(2048)))[0]).toBe('cmdline-too-long');
    expect(refusal(() => both(rom, bzImageFile(), 'x\0y'))[0]).toBe('bad-cmdline');
    expect(refusal(() => both(pvhFile(), bzImageFile()))[0]).toBe('two-images');
  });
});

test('an image with a PVH entry is entered directly by either flag', () => {
  const path = folder.write('CLOUDHV.fd', pvhFile());
  for (const { kind, rom, load } of [firmware(path), kernel(path)]) {
    expect([kind, rom]).toEqual(['pvh', null]);
    expect(load(guestMemory(), TABLES)).toMatchObject({ mode: 'protected32', isLinux: false });
  }
});

describe('a kernel', () => {
  test('is no ROM; it goes into memory with its initramfs, and is entered directly', () => {
    const initramfs = pattern(5000);
    const { rom, load } = kernel(
      folder.write('vmlinuz', bzImageFile()),
      folder.write('initrd.gz', initramfs),
    );
    const memory = guestMemory();
    expect(rom).toBeNull();
    expect(load(memory, TABLES)).toMatchObject({ mode: 'long64', registers: { rip: 2 * MiB + 0x200 } });
    const address = get(memory.slice(BOOT_INFO_ADDRESS + 0x218, 4), 0, 4);
    expect(memory.slice(address, 5000)).toEqual(initramfs);
  });

  test('is recognised before there is a machine, and named in the error', () => {
    const path = folder.write('vmlinuz', pattern(100));
    expect(refusal(() => kernel(path))[1]).toContain(`${path} is neither a Linux bzImage`);
  });

  test('may come through a pipe', () => {
    folder.write('vmlinuz', bzImageFile());
    const pipe = folder.file('pipe');
    execFileSync('mkfifo', [pipe]);
    execFileSync('sh', ['-c', 'cat "$1" >"$2" 2>/dev/null &', 'sh', folder.file('vmlinuz'), pipe], {
      stdio: 'ignore',
    });
    expect(kernel(pipe).load(guestMemory(), TABLES)).toMatchObject({ mode: 'long64' });
  });
});

describe('what cannot be read', () => {
  test.each([
    ['missing', () => folder.file('nothing'), 'there is no such file'],
    ['below a file', () => `${folder.write('file', 'x')}/vmlinuz`, 'there is no such file'],
    ['a directory', () => folder.file('.'), 'it is a directory'],
    ['a device without an end', () => '/dev/zero', 'it is a device, not a file'],
  ])('is refused for what it is: %s', (_name, makePath, why) => {
    const path = makePath();
    const expected = ['unreadable-image', `cannot read ${path}: ${why}`, 'check the path of the image'];
    expect(refusal(() => firmware(path))).toEqual(expected);
    expect(refusal(() => kernel(path))).toEqual(expected);
    expect(refusal(() => kernel(folder.write('vmlinuz', bzImageFile()), path))).toEqual(expected);
  });

  test('is refused when it is too large to read at once', () => {
    const path = folder.file('huge');
    execFileSync('truncate', ['-s', '3G', path]);
    expect(refusal(() => kernel(path))[1]).toBe(`cannot read ${path}: it is larger than 2 GiB`);
  });
});

test('a guest without any image is refused', () => {
  const [code, message, ...steps] = refusal(() => readBootImages(MACHINE));
  expect([code, message]).toEqual(['no-image', 'a guest needs --firmware or --kernel']);
  expect(steps).toEqual(['--kernel PATH']);
});
