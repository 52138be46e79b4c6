import { expect, test } from 'vitest';
import { DeviceState } from '../../../src/vmm/bus/device-state.js';

test('two threads that ask in the same order get the same bytes, and nobody gets another’s', () => {
  const memory = new SharedArrayBuffer(256);
  const first = new DeviceState(memory);
  const second = new DeviceState(memory);
  const pieces = [first.bytes(3), first.words(2), first.bytes(8), first.bytes(1)];
  pieces.forEach((piece, index) => {
    piece.fill(index + 1);
  });
  expect(
    [second.bytes(3), second.words(2), second.bytes(8), second.bytes(1)].map((piece) => [...piece]),
  ).toEqual([[1, 1, 1], [2, 2], [3, 3, 3, 3, 3, 3, 3, 3], [4]]);
});

test('a new machine’s state is zero, and ends where its memory does', () => {
  const state = new DeviceState(new ArrayBuffer(16));
  expect([...state.bytes(5)]).toEqual([0, 0, 0, 0, 0]);
  expect([...state.words(2)]).toEqual([0, 0]);
  expect(() => state.bytes(1)).toThrow('device state of 24 bytes does not fit');
});
