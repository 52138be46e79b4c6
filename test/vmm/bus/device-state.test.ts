import { describe, expect, test } from 'vitest';
import { DeviceState } from '../../../src/vmm/bus/device-state.js';

test('two threads that ask in the same order get the same bytes, and nobody gets another’s', () => {
  const memory = new SharedArrayBuffer(256);
  const slotsOf = (state: DeviceState) => [
    state.bytes('a', 3),
    state.words('b', 2),
    state.bytes('c', 8),
    state.bytes('d', 1),
  ];
  slotsOf(new DeviceState(memory)).forEach((slot, index) => {
    slot.fill(index + 1);
  });
  expect(slotsOf(new DeviceState(memory)).map((slot) => [...slot])).toEqual([
    [1, 1, 1],
    [2, 2],
    [3, 3, 3, 3, 3, 3, 3, 3],
    [4],
  ]);
});

test('a new machine’s state is zero, and ends where its memory does', () => {
  const state = new DeviceState(new ArrayBuffer(16));
  expect([...state.bytes('a', 5)]).toEqual([0, 0, 0, 0, 0]);
  expect([...state.words('b', 2)]).toEqual([0, 0]);
  expect(() => state.bytes('c', 1)).toThrow('device state of 24 bytes does not fit');
});

test('only the first who builds a device initialises it', () => {
  const memory = new ArrayBuffer(16);
  expect([new DeviceState(memory).isNew('a'), new DeviceState(memory).isNew('a')]).toEqual([true, false]);
});

test('a name is given to one slot', () => {
  const state = new DeviceState(new ArrayBuffer(64));
  state.of('com1').bytes('fifo', 1);
  state.of('com2').bytes('fifo', 1);
  expect(() => state.of('com1').words('fifo', 1)).toThrow(
    'two devices keep registers under the name com1.fifo',
  );
});

describe('the checksum', () => {
  const build = (...slots: readonly (readonly [name: string, length: number])[]) => {
    const state = new DeviceState(new ArrayBuffer(64));
    for (const [name, length] of slots) state.bytes(name, length);
    return state.checksum;
  };
  const one = build(['a', 3], ['b', 1]);

  test('is the same for the same devices', () => {
    expect(build(['a', 3], ['b', 1])).toBe(one);
  });

  // The second of each pair takes as much memory as the first: without names and sizes nothing would tell them apart.
  test.each([
    ['another name', build(['a', 3], ['c', 1])],
    ['another size', build(['a', 4], ['b', 1])],
    ['another order', build(['b', 1], ['a', 3])],
    ['one slot more', build(['a', 3], ['b', 1], ['c', 1])],
  ])('differs for %s', (_what, other) => {
    expect(other).not.toBe(one);
  });
});
