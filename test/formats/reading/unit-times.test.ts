import { expect, it } from 'vitest';
import { MAX_UNITS, UnitTimes } from '../../../src/formats/reading/unit-times.js';
import type { ReadItem } from '../../../src/trace/boot.js';

it('counts a unit once, with what each list says of it, from the zero of its boot', () => {
  const units = new UnitTimes();
  units.add({ name: 'a', afterNs: 5, durationNs: 7 });
  units.add({ name: 'a', afterNs: null, durationNs: 7 });
  units.add({ name: 'b', afterNs: null, durationNs: 1 });
  const items: ReadItem[] = [];
  units.flush(3, 100, items);
  expect(items).toEqual([
    { kind: 'unit', boot: 3, unit: { name: 'a', startNs: 105, durationNs: 7 } },
    { kind: 'unit', boot: 3, unit: { name: 'b', startNs: null, durationNs: 1 } },
  ]);
  expect([units.count, units.isEmpty, units.leftOut]).toEqual([2, true, 0]);
});

it('keeps no more than any machine has', () => {
  const units = new UnitTimes();
  for (let at = 0; at <= MAX_UNITS; at += 1) units.add({ name: `${at}`, afterNs: null, durationNs: 1 });
  expect([units.count, units.leftOut]).toEqual([MAX_UNITS, 1]);
});
