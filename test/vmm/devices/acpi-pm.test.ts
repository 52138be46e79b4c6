import { describe, expect, test } from 'vitest';
import { DeviceState } from '../../../src/vmm/bus/device-state.js';
import {
  ACPI_PM_PORTS,
  CLOUD_HYPERVISOR_SHUTDOWN,
  createAcpiPm,
  PIIX4_SOFT_OFF,
} from '../../../src/vmm/devices/acpi-pm.js';
import { freshState, runSteps, type Step } from './device-table.js';

/** Offsets: ACPI 6.4, 4.8.3.1 to 4.8.3.3. */
const STATUS = 0;
const ENABLE = 2;
const CONTROL = 4;
const TIMER = 8;

const SLP_EN = 1 << 13;
const slpTyp = (type: number) => type << 10;

function create({
  nowNs = (): number => 0,
  state = freshState(),
  otherSleepType = null as number | null,
  shutdownByte = null as number | null,
} = {}) {
  let powerOffs = 0;
  const onPowerOff = () => {
    powerOffs++;
  };
  return {
    device: createAcpiPm({ state, nowNs, onPowerOff, otherSleepType, shutdownByte }),
    powerOffs: () => powerOffs,
  };
}

describe('the event registers', () => {
  test('have no status, and keep what is enabled', () => {
    runSteps(create().device, [
      ['r', STATUS, 0, 2],
      ['r', ENABLE, 0, 2],
      ['w', ENABLE, 0x8521, 2],
      ['r', ENABLE, 0x8521, 2],
      ['r', STATUS, 0, 2],
      ['r', STATUS, 0x8521_0000, 4],
      ['w', STATUS, 0xffff, 2],
      ['r', STATUS, 0x8521_0000, 4],
    ]);
  });

  test('take and give single bytes, and both registers at once', () => {
    const steps: Step[] = [
      ['w', ENABLE, 0x21],
      ['r', ENABLE, 0x0021, 2],
      ['w', ENABLE + 1, 0x85],
      ['r', ENABLE, 0x8521, 2],
      ['r', ENABLE, 0x21],
      ['r', ENABLE + 1, 0x85],
      ['w', STATUS, 0xa55a_ffff, 4],
      ['r', STATUS, 0xa55a_0000, 4],
      ['w', STATUS, 0xff],
      ['w', STATUS + 1, 0xff],
      ['r', ENABLE, 0xa55a, 2],
    ];
    runSteps(create().device, steps);
  });

  test('are the same for every thread', () => {
    const memory = new ArrayBuffer(4096);
    const first = create({ state: new DeviceState(memory) }).device;
    const second = create({ state: new DeviceState(memory) }).device;
    first.write(ENABLE, 2, 0x0020);
    expect(second.read(ENABLE, 2)).toBe(0x0020);
  });
});

describe('the control register', () => {
  test('says that ACPI is on, whatever is written', () => {
    runSteps(create().device, [
      ['r', CONTROL, 1, 2],
      ['w', CONTROL, 0, 2],
      ['r', CONTROL, 1, 2],
      ['r', CONTROL, 1, 4],
      ['r', CONTROL + 1, 0],
    ]);
  });

  test.each([
    ['a word', CONTROL, slpTyp(5) | SLP_EN, 2],
    ['a word with every other bit', CONTROL, 0xffff & ~slpTyp(2), 2],
    ['a double word', CONTROL, slpTyp(5) | SLP_EN, 4],
    ['its upper byte', CONTROL + 1, (slpTyp(5) | SLP_EN) >> 8, 1],
  ] as const)('powers off by %s', (_name, offset, value, width) => {
    const { device, powerOffs } = create();
    device.write(offset, width, value);
    expect(powerOffs()).toBe(1);
  });

  test.each([
    ['the sleep type alone', CONTROL, slpTyp(5), 2],
    ['enable alone', CONTROL, SLP_EN, 2],
    ['another sleep type', CONTROL, slpTyp(1) | SLP_EN, 2],
    ['the lower byte', CONTROL, 0xff, 1],
    ['a word beside it', CONTROL + 2, slpTyp(5) | SLP_EN, 2],
    ['the event registers', STATUS, slpTyp(5) | SLP_EN, 2],
    ['the timer', TIMER, slpTyp(5) | SLP_EN, 4],
  ] as const)('does not power off by %s', (_name, offset, value, width) => {
    const { device, powerOffs } = create();
    device.write(offset, width, value);
    expect(powerOffs()).toBe(0);
  });
});

describe('a board’s own way to be switched off', () => {
  test('is a further sleep type, with its enable bit', () => {
    const { device, powerOffs } = create({ otherSleepType: PIIX4_SOFT_OFF });
    device.write(CONTROL, 2, slpTyp(0));
    device.write(CONTROL, 2, slpTyp(1) | SLP_EN);
    expect(powerOffs()).toBe(0);
    device.write(CONTROL, 2, slpTyp(0) | SLP_EN);
    device.write(CONTROL, 2, slpTyp(5) | SLP_EN);
    expect(powerOffs()).toBe(2);
  });

  test('is a byte at the first port, and nothing wider', () => {
    const { device, powerOffs } = create({ shutdownByte: CLOUD_HYPERVISOR_SHUTDOWN });
    expect(CLOUD_HYPERVISOR_SHUTDOWN).toBe(0x34);
    device.write(STATUS, 2, 0x34);
    device.write(STATUS + 1, 1, 0x34);
    device.write(STATUS, 1, 0x35);
    expect(powerOffs()).toBe(0);
    device.write(STATUS, 1, 0x34);
    expect(powerOffs()).toBe(1);
    expect(device.read(STATUS, 4)).toBe(0);
  });
});

describe('the timer', () => {
  const at = (nowNs: number) => create({ nowNs: () => nowNs }).device;

  test.each([
    ['zero', 0, 0],
    ['a tick less a nanosecond', 279, 0],
    ['a tick', 280, 1],
    ['a second', 1e9, 3_579_545],
    ['its last value', Math.ceil((0xff_ffff * 1e9) / 3_579_545), 0xff_ffff],
    ['its first value again', Math.ceil((0x100_0000 * 1e9) / 3_579_545), 0],
    ['after a day', 86_400e9, (86_400 * 3_579_545) % 0x100_0000],
  ])('counts 3.579545 MHz in 24 bits: %s', (_name, nowNs, ticks) => {
    expect(at(nowNs).read(TIMER, 4)).toBe(ticks);
  });

  test('can be read in parts and not be written', () => {
    const device = at(1e9);
    const ticks = 3_579_545;
    runSteps(device, [
      ['w', TIMER, 0, 4],
      ['r', TIMER, ticks & 0xff],
      ['r', TIMER + 1, (ticks >> 8) & 0xff],
      ['r', TIMER + 2, ticks >> 16, 2],
      ['r', TIMER + 3, 0],
    ]);
  });
});

test('every offset answers at every width with a number that fits', () => {
  const { device } = create({ nowNs: () => 1e9 });
  device.write(ENABLE, 2, 0xffff);
  for (let offset = 0; offset < ACPI_PM_PORTS; offset++) {
    for (const width of [1, 2, 4] as const) {
      const value = device.read(offset, width);
      const fits = Number.isInteger(value) && value >= 0 && value < 2 ** (8 * width);
      expect({ offset, width, value, fits }).toEqual({ offset, width, value, fits: true });
    }
  }
});
