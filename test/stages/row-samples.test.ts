import { describe, expect, it } from 'vitest';
import { collectRows, mergeOrders } from '../../src/stages/row-samples.js';
import { timelineOf } from './build-boot.js';

describe('collectRows', () => {
  it('has every row once, in order, with null where a boot lacks it or did not measure it', () => {
    const timelines = [
      timelineOf(
        [
          [0x01, 1],
          [0x40, 5],
        ],
        { boot: { vmmStartNs: 7 } },
      ),
      timelineOf([
        [0x01, 2],
        [0x20, 3],
        [0x40, 9],
        [0x41, 10],
      ]),
      timelineOf([]),
    ];
    expect(collectRows(timelines)).toEqual([
      { kind: 'vmm', name: 'vmm', values: [7, null, null] },
      { kind: 'setup', name: 'setup', values: [1000, 2000, null] },
      { kind: 'stage', name: 'firmware', values: [null, null, null] },
      { kind: 'gap', name: 'firmware..bootloader', values: [null, null, null] },
      { kind: 'stage', name: 'bootloader', values: [null, null, null] },
      { kind: 'gap', name: 'bootloader..kernel', values: [null, null, null] },
      { kind: 'gap', name: 'firmware..kernel', values: [null, null, null] },
      { kind: 'stage', name: 'kernel', values: [null, 1000, null] },
      { kind: 'total', name: 'total', values: [5000, 10_000, null] },
    ]);
  });
  it('sums rows of one name in one boot', () => {
    const rows = collectRows([
      timelineOf([
        [0x80, 1],
        [0x81, 4],
        [0x40, 5],
        [0x82, 6],
        [0x83, 8],
      ]),
    ]);
    expect(rows.find((row) => row.name === 'custom')?.values).toEqual([5000]);
  });
  it('has nothing without codes', () => expect(collectRows([timelineOf([])])).toEqual([]));
});

it('puts unseen names behind the one they follow', () => {
  expect(
    mergeOrders([
      ['a', 'd'],
      ['a', 'b', 'd', 'e'],
      ['z', 'b', 'c'],
    ]),
  ).toEqual(['z', 'a', 'b', 'c', 'd', 'e']);
  expect(mergeOrders([])).toEqual([]);
  // The first of a list is where it was, and not inserted a second time.
  expect(
    mergeOrders([
      ['a', 'b'],
      ['a', 'c'],
    ]),
  ).toEqual(['a', 'c', 'b']);
});
