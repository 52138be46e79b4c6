import { expect, it } from 'vitest';
import { noteClocks, noteClocksOfSides } from '../../src/stages/clock-notes.js';
import { timelineOf } from './build-boot.js';

const guest = timelineOf([[0x40, 1]], { boot: { clock: 'guest-monotonic' } });
const monitor = timelineOf([[0x40, 1]]);

it('warns when boots that are summed up have different clocks', () => {
  expect(noteClocks([guest, monitor])).toEqual([
    expect.objectContaining({
      severity: 'warning',
      code: 'different-clocks',
      message: expect.stringContaining('guest-monotonic, vmm-monotonic'),
    }),
  ]);
  expect(noteClocks([monitor, guest])).toEqual(noteClocks([guest, monitor]));
  expect(noteClocks([guest, guest])).toEqual([]);
  expect(noteClocks([])).toEqual([]);
});

it('warns when the sides of a comparison have', () => {
  expect(noteClocksOfSides([monitor], [guest, guest])).toEqual([
    expect.objectContaining({
      message: expect.stringContaining('base has times of the clock vmm-monotonic, head of guest-monotonic'),
    }),
  ]);
  expect(noteClocksOfSides([guest], [])).toEqual([]);
  expect(noteClocksOfSides([monitor], [monitor])).toEqual([]);
  expect(noteClocksOfSides([], [guest])).toEqual([]);
});
