import { describe, expect, test } from 'vitest';
import { GiB, MiB } from '../../../src/vmm/bus/memory-map.js';
import { hex, moreMemory, requireRoom } from '../../../src/vmm/loaders/kernel-room.js';
import { guestMemory, refusal } from './kernel-files.js';

const require = (address: number, size: number) =>
  requireRoom(guestMemory(8 * MiB), 'vmlinuz', { address, size });

describe('the room for kernels', () => {
  test.each([
    ['its first byte', MiB, 1],
    ['its last byte', 8 * MiB - 1, 1],
    ['all of it', MiB, 7 * MiB],
  ])('has %s', (_name, address, size) => {
    expect(() => require(address, size)).not.toThrow();
  });

  test.each([
    ['one byte more than there is', MiB, 7 * MiB + 1, 9],
    ['one byte behind it', 8 * MiB, 1, 9],
    ['up to the hole', MiB, 3 * GiB - MiB, 3072],
  ])('has not %s, and says how much memory would', (_name, address, size, needed) => {
    expect(refusal(() => require(address, size))).toEqual([
      'kernel-too-large',
      `vmlinuz needs at least ${needed} MiB of memory; the guest has 8 MiB`,
      `--memory size=${needed + 64}M`,
    ]);
  });

  test.each([
    ['the tables below 1 MiB', 0x7000, 1],
    ['the byte before 1 MiB', MiB - 1, 2],
    ['the hole', 3 * GiB - 1, 2],
    ['memory above 4 GiB', 4 * GiB, 1],
    ['addresses that no number holds', 2 ** 64, 2 ** 64],
    ['sizes that no number holds', MiB, 2 ** 63],
  ])('is never in %s', (_name, address, size) => {
    const [code, message] = refusal(() => require(address, size));
    expect(code).toBe('kernel-misplaced');
    expect(message).toContain(`vmlinuz wants ${size} bytes at ${hex(address)};`);
    expect(message).toContain('between 0x100000 and 0xc0000000');
  });
});

test('the flag for more memory asks for some to spare', () => {
  expect(moreMemory(100)).toBe('--memory size=164M');
});
