import { describe, expect, test } from 'vitest';
import { GiB, MiB } from '../../../src/vmm/bus/memory-map.js';
import { placeInitramfs } from '../../../src/vmm/loaders/initramfs.js';
import { guestMemory, kernelImage, pattern, refusal } from './kernel-files.js';

const PAGE = 4096;

function place(size: number, bounds: { above: number; limit: number }, memory = guestMemory(8 * MiB)) {
  const initramfs = pattern(size);
  const ramdisk = placeInitramfs(kernelImage(new Uint8Array(), { initramfs }), memory, bounds);
  return { ramdisk, memory, initramfs };
}

describe('the initramfs', () => {
  test.each([
    ['at the end of memory', 8 * MiB, 3 * GiB, 8 * MiB - PAGE],
    ['below the highest address that the kernel takes', 8 * MiB, 6 * MiB, 6 * MiB - PAGE],
    ['on the page below a limit that is not on a page', 8 * MiB, 6 * MiB - 1, 6 * MiB - 2 * PAGE],
    ['below the hole, not above 4 GiB', 4 * MiB, 3 * GiB, 4 * MiB - PAGE],
  ])('lies %s', (_name, low, limit, address) => {
    const { ramdisk, memory, initramfs } = place(PAGE, { above: MiB, limit }, guestMemory(low, MiB));
    expect(ramdisk).toEqual({ address, size: PAGE });
    expect(memory.slice(address, PAGE)).toEqual(initramfs);
  });

  test('starts on a page, whatever its size', () => {
    expect(place(1, { above: MiB, limit: 3 * GiB }).ramdisk).toEqual({ address: 8 * MiB - PAGE, size: 1 });
    expect(place(PAGE + 1, { above: MiB, limit: 3 * GiB }).ramdisk?.address).toBe(8 * MiB - 2 * PAGE);
  });

  test('may fill all there is above the kernel', () => {
    expect(place(6 * MiB, { above: 2 * MiB, limit: 3 * GiB }).ramdisk?.address).toBe(2 * MiB);
  });

  test('is none when there is none, or nothing in it', () => {
    const bounds = { above: MiB, limit: 3 * GiB };
    expect(placeInitramfs(kernelImage(new Uint8Array()), guestMemory(), bounds)).toBeNull();
    expect(place(0, bounds).ramdisk).toBeNull();
  });

  test('that does not fit says how much memory it takes', () => {
    const error = refusal(() => place(6 * MiB + 1, { above: 2 * MiB, limit: 3 * GiB }));
    expect(error).toEqual([
      'initramfs-too-large',
      'the initramfs of 6291457 bytes does not fit beside vmlinuz; together they need 9 MiB',
      '--memory size=73M',
    ]);
    expect(
      place(6 * MiB + 1, { above: 2 * MiB, limit: 3 * GiB }, guestMemory(9 * MiB)).ramdisk,
    ).not.toBeNull();
  });

  test.each([
    [
      'the kernel does not take it from there',
      { above: 2 * MiB, limit: 4 * MiB },
      3 * MiB,
      '0x200000 and 0x400000',
    ],
    ['it takes it from nowhere', { above: 2 * MiB, limit: 1 }, 1, '0x200000 and 0x1,'],
    ['the hole begins', { above: 3 * GiB - PAGE, limit: 4 * GiB }, PAGE + 1, '0xbffff000 and 0xc0000000'],
  ])('that more memory would not help is refused with another reason: %s', (_name, bounds, size, between) => {
    const [code, message, ...steps] = refusal(() => place(size, bounds));
    expect(code).toBe('initramfs-too-large');
    expect(message).toContain(between);
    expect(steps.join()).not.toContain('--memory');
  });
});
