/** The two boards as guests of ours see them, on real KVM: a ROM that reads a PIIX, a PVH firmware that asks what EDK2 asks. */
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { expect, test } from 'vitest';
import { describeWith, requirement } from '../helpers/requirements.js';
import { temporaryFolder } from '../helpers/temporary-folder.js';
import { bzImageFile } from '../vmm/loaders/kernel-files.js';
import { bootCode, bootFile, bootKernel, imageFile, useGuests } from './boot-guest.js';
import { asm } from './guest-image.js';

const folder = temporaryFolder();

const dword = (value: number): number[] => [0, 8, 16, 24].map((shift) => (value >>> shift) & 0xff);
/** mov eax, VALUE; mov dx, PORT; out dx, eax: in real mode */
const outDword = (port: number, value: number) => [
  0x66,
  0xb8,
  ...dword(value),
  0xba,
  ...dword(port).slice(0, 2),
  0x66,
  0xef,
];
/** mov dx, 0xcfc; in eax, dx; then each of its bytes to port 0x80, the lowest first */
const echoConfig = [
  0xba,
  0xfc,
  0x0c,
  0x66,
  0xed,
  ...Array(4).fill([0xe6, 0x80, 0x66, 0xc1, 0xe8, 0x08]).flat(),
];
/** Selects a register of slot 1. */
const select = (fn: number, register: number) =>
  outDword(0xcf8, 0x8000_0000 + (1 << 11) + (fn << 8) + register);
/** mov ax, VALUE; mov dx, PORT; out dx, ax */
const outWord = (port: number, value: number) => [
  0xb8,
  ...dword(value).slice(0, 2),
  0xba,
  ...dword(port).slice(0, 2),
  0xef,
];

describeWith([requirement.kvm()], 'the board of a ROM image', () => {
  useGuests();

  test('has a PIIX of two functions, no IDE drive, and goes off by the sleep type of a PIIX4', async () => {
    const { codes, stop } = await bootCode([
      ...[select(0, 0x00), select(0, 0x0c), select(3, 0x00), select(3, 0x40), select(3, 0x58)].flatMap(
        (choice) => [...choice, ...echoConfig],
      ),
      ...[...select(2, 0x00), ...echoConfig],
      ...asm.echo(0x1f7),
      ...asm.echo(0x3f6),
      ...outWord(0xb004, 0x2000),
      ...asm.halt,
    ]);
    expect(codes).toEqual([
      ...[0x86, 0x80, 0x00, 0x70],
      ...[0x00, 0x00, 0x80, 0x00],
      ...[0x86, 0x80, 0x13, 0x71],
      ...[0x01, 0x06, 0x00, 0x00],
      ...[0x00, 0x00, 0x00, 0x02],
      ...[0xff, 0xff, 0xff, 0xff],
      ...[0x7f, 0x7f],
    ]);
    expect(stop.reason).toBe('shutdown');
  });
});

describeWith([requirement.kvm()], 'a kernel beside a ROM image', () => {
  useGuests();

  /** mov dword [ADDRESS], VALUE: the bytes in memory as they are written here */
  const store = (address: number, ...bytes: readonly number[]) => [
    0x66,
    0xc7,
    0x06,
    ...dword(address).slice(0, 2),
    ...bytes,
  ];
  /** mov al, [ADDRESS]; out 0x80, al */
  const echoByte = (address: number) => [0xa0, ...dword(address).slice(0, 2), 0xe6, 0x80];

  test('is read by the configuration device, at its ports and into memory', async () => {
    const kernel = {
      kernel: imageFile(bzImageFile()),
      initramfs: imageFile(Uint8Array.of(0xa1, 0xa2, 0xa3)),
      commandLine: 'abc',
    };
    const { codes, stop } = await bootCode(
      [
        // Selects the size of the initramfs at the ports, then its contents by a structure at 0x8000.
        ...outWord(0x510, 0x0b),
        ...asm.echo(0x511),
        ...store(0x8000, 0x00, 0x12, 0x00, 0x0a),
        ...store(0x8004, 0, 0, 0, 4),
        ...store(0x8008, 0, 0, 0, 0),
        ...store(0x800c, 0, 0, 0x81, 0),
        ...store(0x8100, 0xff, 0xff, 0xff, 0xff),
        ...outDword(0x518, 0x0080_0000),
        ...[0x8003, 0x8100, 0x8101, 0x8102, 0x8103].flatMap(echoByte),
        // The command line with its zero.
        ...outWord(0x510, 0x15),
        ...Array(4).fill(asm.echo(0x511)).flat(),
        ...asm.reset,
      ],
      { kernel },
    );
    expect(stop.reason).toBe('reset');
    expect(codes).toEqual([3, 0, 0xa1, 0xa2, 0xa3, 0, 0x61, 0x62, 0x63, 0]);
  });
});

describeWith(
  [requirement.kvm(), requirement.debianPackage('nasm', 'nasm')],
  'the board of a PVH firmware is Cloud Hypervisor’s',
  () => {
    useGuests();

    const STEPS = [0x01, 0x02, 0x03, 0x04];
    const assemble = (...defines: string[]): string => {
      const firmware = folder.file('firmware');
      const source = path.join(import.meta.dirname, 'cloud-hypervisor-firmware.asm');
      execFileSync('nasm', ['-f', 'bin', '-Wall', '-Werror', ...defines, '-o', firmware, source]);
      return firmware;
    };

    test('without a device, by --kernel', async () => {
      const kernel = { kernel: assemble(), initramfs: null, commandLine: '' };
      const { codes, stop } = await bootKernel(kernel);
      expect([codes, stop.reason]).toEqual([STEPS, 'shutdown']);
    });

    test('by --firmware, with a device that it moves', async () => {
      const { codes, stop } = await bootFile(assemble(), { rng: true });
      expect([codes, stop.reason]).toEqual([[...STEPS, 0x05], 'shutdown']);
    });

    test('in a file of 32 bits', async () => {
      const { codes, stop } = await bootFile(assemble('-DELF32'), { rng: true });
      expect([codes, stop.reason]).toEqual([[...STEPS, 0x05], 'shutdown']);
    });
  },
);
