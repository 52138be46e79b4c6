import { describe, expect, test } from 'vitest';
import { createHole, HOLES, IN_KERNEL } from '../../../src/vmm/devices/unused-port.js';
import { runSteps } from './device-table.js';

test('a hole reads as all ones whatever is written', () => {
  const hole = createHole({ name: 'floppy' });
  expect(hole.name).toBe('floppy');
  runSteps(hole, [
    ['r', 0, 0xff],
    ['w', 0, 0x12],
    ['r', 0, 0xff],
    ['r', 3, 0xffff, 2],
    ['w', 3, 0x1234_5678, 4],
    ['r', 3, 0xffff_ffff, 4],
  ]);
});

test('a cable without a drive reads as one, and not as a drive that is busy', () => {
  for (const port of [0x177, 0x1f7, 0x376, 0x3f6]) {
    const hole = HOLES.find(({ base, length }) => port >= base && port < base + length)!;
    runSteps(createHole(hole), [
      ['r', port - hole.base, 0x7f],
      ['w', port - hole.base, 0xa0],
      ['r', 0, 0x7f7f, 2],
      ['r', 0, 0x7f7f_7f7f, 4],
    ]);
  }
});

describe('the tables of holes', () => {
  const all = [...HOLES, ...IN_KERNEL];

  test('do not overlap and stay within the ports', () => {
    const sorted = all.toSorted((a, b) => a.base - b.base);
    for (const [index, { base, length }] of sorted.entries()) {
      expect(length).toBeGreaterThan(0);
      expect(base + length).toBeLessThanOrEqual(sorted[index + 1]?.base ?? 0x1_0000);
    }
  });

  test('have a name of their own for each', () => {
    expect(new Set(all.map(({ name }) => name)).size).toBe(all.length);
  });

  test('leave out the ports that the machine answers', () => {
    for (const port of [
      0x60, 0x64, 0x70, 0x71, 0x80, 0x92, 0xe9, 0x3f8, 0x3ff, 0x402, 0x510, 0x511, 0xcf8, 0xcff,
    ]) {
      expect(all.filter(({ base, length }) => port >= base && port < base + length)).toEqual([]);
    }
  });
});
