import { describe, expect, test } from 'vitest';
import { InputError } from '../../../src/trace/errors.js';
import { GuestMemory } from '../../../src/vmm/bus/memory.js';
import { KiB, MiB } from '../../../src/vmm/bus/memory-map.js';
import { checkRom, loadRom } from '../../../src/vmm/loaders/rom.js';

/** Every byte says where it is, so that each can be found again. */
function rom(size: number): Uint8Array {
  return Uint8Array.from({ length: size }, (_, i) => (i % 251) + 1);
}

function withMagic(at: number, magic: string): Uint8Array {
  const image = rom(8 * KiB);
  image.set(Buffer.from(magic, 'latin1'), at);
  return image;
}

function failure(image: Uint8Array): InputError {
  try {
    checkRom(image, 'bios.bin');
  } catch (error) {
    if (error instanceof InputError) return error;
  }
  throw new Error('it was accepted');
}

describe('a ROM image', () => {
  test.each([4 * KiB, 64 * KiB, 128 * KiB, 256 * KiB, 16 * MiB])('may have %i bytes', (size) => {
    expect(() => checkRom(rom(size), 'bios.bin')).not.toThrow();
  });

  test.each([
    ['nothing', new Uint8Array(), 'not-a-rom', 'bios.bin has 0 bytes'],
    [
      'one byte too few',
      rom(4 * KiB - 1),
      'not-a-rom',
      'bios.bin has 4095 bytes; a ROM image is a whole number of 4 KiB pages',
    ],
    ['one byte too many', rom(4 * KiB + 1), 'not-a-rom', 'bios.bin has 4097 bytes'],
    ['too much', rom(16 * MiB + 4 * KiB), 'firmware-too-large', 'at most 16 MiB'],
    [
      'zeroes at the reset vector',
      rom(4 * KiB).fill(0, 4 * KiB - 16),
      'not-a-rom',
      'no code at its reset vector, 16 bytes before its end (all 0x00)',
    ],
    ['erased flash at the reset vector', rom(4 * KiB).fill(0xff, 4 * KiB - 16), 'not-a-rom', '(all 0xff)'],
    ['a Linux kernel', withMagic(0x202, 'HdrS'), 'not-a-rom', 'bios.bin is a Linux kernel'],
    ['a qcow2 image', withMagic(0, 'QFI\xfb'), 'not-a-rom', 'bios.bin is a qcow2 disk image'],
    ['a gzip file', withMagic(0, '\x1f\x8b'), 'not-a-rom', 'bios.bin is a gzip file'],
  ])('is not %s', (_name, image, code, message) => {
    const error = failure(image);
    expect([error.code, error.message]).toEqual([code, expect.stringContaining(message)]);
    expect(error.exitCode).toBe(2);
    // What a ROM is at most is said in the message; all else has something to do next.
    expect(error.nextSteps.join()).toMatch(code === 'firmware-too-large' ? /^$/ : /\w{4}/);
  });

  test.each([
    ['\x7fELF', 0],
    ['HdrS', 0x202],
  ])('is told from what begins with %j byte by byte', (magic, at) => {
    for (let i = 0; i < magic.length; i++) {
      const image = withMagic(at, magic);
      image[at + i] = image[at + i]! ^ 0xff;
      expect(() => checkRom(image, 'bios.bin')).not.toThrow();
    }
  });

  test('with a single byte of code at the reset vector is enough', () => {
    const image = rom(4 * KiB).fill(0, 4 * KiB - 16);
    image[4 * KiB - 1] = 1;
    expect(() => checkRom(image, 'bios.bin')).not.toThrow();
  });
});

describe('loading it', () => {
  test.each([
    ['small', 8 * KiB, 8 * KiB],
    ['exactly the shadow', 128 * KiB, 128 * KiB],
    ['larger than the shadow', 256 * KiB, 128 * KiB],
  ])('puts its end below 1 MiB and touches nothing else: %s', (_name, size, shadow) => {
    const memory = new GuestMemory([{ base: 0, bytes: new Uint8Array(2 * MiB) }]);
    const image = rom(size);
    expect(loadRom(image, memory)).toEqual({ mode: 'reset' });
    expect(memory.slice(MiB - shadow, shadow)).toEqual(image.slice(-shadow));
    expect(memory.slice(0, MiB - shadow).every((byte) => byte === 0)).toBe(true);
    expect(memory.slice(MiB, MiB).every((byte) => byte === 0)).toBe(true);
  });
});
