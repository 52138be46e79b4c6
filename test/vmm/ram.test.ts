import { expect, onTestFinished, test } from 'vitest';
import { Libc } from '../../src/vmm/kvm/libc.js';
import { FOUR_GIB, GiB, MiB } from '../../src/vmm/memory-map.js';
import { allocateRam, FIRST_FREE_SLOT, splitMemory, viewRam } from '../../src/vmm/ram.js';

const libc = new Libc();

function allocate(size: number) {
  const cleanUp: (() => void)[] = [];
  onTestFinished(() => {
    for (const action of cleanUp) action();
  });
  return allocateRam(size, libc, cleanUp);
}

test.each([
  [512 * MiB, [512 * MiB, 0]],
  [3 * GiB, [3 * GiB, 0]],
  [5 * GiB, [3 * GiB, 2 * GiB]],
])('%i bytes are split around the hole below 4 GiB', (size, [low, high]) => {
  expect(splitMemory(size)).toEqual({ lowMemory: low, highMemory: high });
});

test('lies on huge pages, in one slot or two', () => {
  const [only, ...none] = allocate(16 * MiB);
  expect([only!.slot, only!.guestAddress, only!.size, none.length]).toEqual([0, 0, 16 * MiB, 0]);
  expect(only!.hostAddress % BigInt(2 * MiB)).toBe(0n);
  const slots = allocate(4 * GiB);
  expect(slots.map(({ slot, guestAddress, size }) => [slot, guestAddress, size])).toEqual([
    [0, 0, 3 * GiB],
    [1, FOUR_GIB, GiB],
  ]);
  expect(slots[1]!.hostAddress - slots[0]!.hostAddress).toBe(BigInt(3 * GiB));
  expect(slots.every(({ slot }) => slot < FIRST_FREE_SLOT)).toBe(true);
});

test('is the same bytes in every view', () => {
  const ranges = allocate(2 * MiB);
  viewRam(libc, ranges).write(4096, Uint8Array.of(1, 2, 3));
  expect([...viewRam(libc, ranges).slice(4095, 5)]).toEqual([0, 1, 2, 3, 0]);
});

test('a guest too large for the address space is refused, and what to do is said', () => {
  expect(() => allocate(2 ** 52)).toThrow('the host has no room for');
});
