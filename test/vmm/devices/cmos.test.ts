import { describe, expect, test } from 'vitest';
import { DeviceState } from '../../../src/vmm/bus/device-state.js';
import { GiB, KiB, MiB } from '../../../src/vmm/bus/memory-map.js';
import { createCmos } from '../../../src/vmm/devices/cmos.js';
import { freshState, onBus, runSteps, type Step } from './device-table.js';

const SUNDAY_MORNING = Date.UTC(2026, 10, 22, 6, 5, 49);

function create({
  lowMemory = 512 * MiB,
  highMemory = 0,
  wallClockMs = () => SUNDAY_MORNING,
  state = freshState(),
} = {}) {
  return onBus(createCmos({ state, lowMemory, highMemory, wallClockMs }), 2);
}

/** Selects a register and reads it. */
const read = (register: number, expected: number): Step[] => [
  ['w', 0, register],
  ['r', 1, expected],
];
const write = (register: number, value: number): Step[] => [
  ['w', 0, register],
  ['w', 1, value],
];

describe('the clock', () => {
  test('shows the time in UTC, binary-coded decimal, 24 hours', () => {
    runSteps(create(), [
      ...read(0x00, 0x49),
      ...read(0x02, 0x05),
      ...read(0x04, 0x06),
      ...read(0x06, 0x01),
      ...read(0x07, 0x22),
      ...read(0x08, 0x11),
      ...read(0x09, 0x26),
      ...read(0x32, 0x20),
    ]);
  });

  test('shows it in binary where register B asks for it', () => {
    runSteps(create(), [
      ...read(0x0b, 0x02),
      ...write(0x0b, 0x06),
      ...read(0x00, 49),
      ...read(0x07, 22),
      ...read(0x08, 11),
      ...read(0x09, 26),
      ...read(0x32, 20),
    ]);
  });

  test('goes on, and cannot be set', () => {
    let now = SUNDAY_MORNING;
    const cmos = create({ wallClockMs: () => now });
    runSteps(cmos, [...write(0x00, 0x11), ...read(0x00, 0x49)]);
    now += 11_000;
    runSteps(cmos, [...read(0x00, 0x00), ...read(0x02, 0x06)]);
  });

  test('never has an update in progress and is always valid', () => {
    runSteps(create(), [
      ...read(0x0a, 0x26),
      ...read(0x0c, 0x00),
      ...read(0x0d, 0x80),
      ...write(0x0c, 0xff),
      ...read(0x0c, 0x00),
      ...write(0x0d, 0x00),
      ...read(0x0d, 0x80),
    ]);
  });
});

describe('the memory sizes', () => {
  test.each([
    ['1 MiB', MiB, 0, [640, 0, 0, 0]],
    ['16 MiB', 16 * MiB, 0, [640, 15 * 1024, 0, 0]],
    ['512 MiB', 512 * MiB, 0, [640, 0xffff, (496 * MiB) / (64 * KiB), 0]],
    [
      '3 GiB and 61 GiB',
      3 * GiB,
      61 * GiB,
      [640, 0xffff, (3 * GiB - 16 * MiB) / (64 * KiB), (61 * GiB) / (64 * KiB)],
    ],
  ])('of %s', (_name, lowMemory, highMemory, [base, extended, above16M, above4G]) => {
    const cmos = create({ lowMemory, highMemory });
    const value = (register: number, length: number) => {
      let sum = 0;
      for (let i = 0; i < length; i++) {
        cmos.write(0, 1, register + i);
        sum += cmos.read(1, 1) * 256 ** i;
      }
      return sum;
    };
    expect([value(0x15, 2), value(0x17, 2), value(0x30, 2), value(0x34, 2), value(0x5b, 3)]).toEqual([
      base,
      extended,
      extended,
      above16M,
      above4G,
    ]);
  });
});

describe('the registers', () => {
  test('keep what is written, bit 7 of the index aside', () => {
    runSteps(create(), [
      ...write(0x0f, 0x5a),
      ...read(0x0f, 0x5a),
      ...write(0x80 | 0x7f, 0xa5),
      ...read(0x7f, 0xa5),
      ...read(0x14, 0x02),
    ]);
  });

  test('do not show the index, and take a wide write as index and data', () => {
    runSteps(create(), [
      ['r', 0, 0xff],
      ['w', 0, 0x5a0f, 2],
      ['r', 1, 0x5a],
      ['r', 0, 0x5aff, 2],
      ['r', 1, 0xffff_ff5a, 4],
    ]);
  });

  test('are not set back when another thread builds its clock', () => {
    const memory = new ArrayBuffer(4096);
    runSteps(create({ state: new DeviceState(memory) }), [...write(0x0b, 0x06), ...write(0x34, 0x77)]);
    runSteps(create({ state: new DeviceState(memory) }), [...read(0x0b, 0x06), ...read(0x34, 0x77)]);
  });
});
