import { beforeEach, describe, expect, test } from 'vitest';
import { PioBus } from '../../../src/vmm/bus/bus.js';
import { DeviceState } from '../../../src/vmm/bus/device-state.js';
import { I8042 } from '../../../src/vmm/devices/i8042.js';
import { freshState, onBus, recordingLine, runSteps, type Step } from './device-table.js';

const DATA = 0;
const COMMAND = 4;

const EMPTY = 0x14;
const EMPTY_AFTER_COMMAND = 0x1c;
const FULL_AFTER_COMMAND = 0x1d;
const FULL = 0x15;

describe('the keyboard controller', () => {
  let resets = 0;
  let irq = recordingLine();
  let bus = new PioBus();

  beforeEach(() => {
    resets = 0;
    irq = recordingLine();
    bus = new PioBus();
    const keyboard = new I8042({ state: freshState(), irq, onReset: () => resets++ });
    bus.attach(DATA, 1, onBus(keyboard.data, 1));
    bus.attach(COMMAND, 1, onBus(keyboard.command, 1));
  });

  const run = (steps: readonly Step[]) =>
    runSteps(
      {
        name: 'ports 0x60 and 0x64',
        read: (offset, width) => bus.read(offset, width),
        write: (offset, width, value) => bus.write(offset, width, value),
      },
      steps,
    );

  test.each<[string, number, number[]]>([
    ['self-test', 0xaa, [0x55]],
    ['keyboard test', 0xab, [0x00]],
    ['mouse test, of which there is none', 0xa9, [0x01]],
    ['configuration', 0x20, [0x64]],
    ['output port', 0xd0, [0x03]],
    ['disabling the keyboard', 0xad, []],
    ['a command that it does not know', 0x3f, []],
    ['a pulse that spares the reset line', 0xff, []],
  ])('answers %s', (_name, command, answers) => {
    run([
      ['r', COMMAND, EMPTY],
      ['w', COMMAND, command],
      ['r', COMMAND, answers.length > 0 ? FULL_AFTER_COMMAND : EMPTY_AFTER_COMMAND],
      ...answers.map((answer): Step => ['r', DATA, answer]),
      ['r', COMMAND, EMPTY_AFTER_COMMAND],
      ['r', DATA, 0],
    ]);
    expect(resets).toBe(0);
  });

  test.each<[string, number, number[]]>([
    ['reset', 0xff, [0xfa, 0xaa]],
    ['identify', 0xf2, [0xfa, 0xab, 0x83]],
    ['echo', 0xee, [0xee]],
    ['anything else', 0xf4, [0xfa]],
  ])('has a keyboard that answers %s', (_name, value, answers) => {
    run([
      ['w', DATA, value],
      ['r', COMMAND, FULL],
      ...answers.map((answer): Step => ['r', DATA, answer]),
      ['r', COMMAND, EMPTY],
    ]);
  });

  test.each<[string, Step[]]>([
    ['command 0xfe', [['w', COMMAND, 0xfe]]],
    ['command 0xf0, which pulses every line', [['w', COMMAND, 0xf0]]],
    [
      'bit 0 of the output port',
      [
        ['w', COMMAND, 0xd1],
        ['w', DATA, 0x02],
      ],
    ],
    ['a wide write of command 0xfe', [['w', COMMAND, 0x00fe, 2]]],
  ])('resets the machine by %s', (_name, steps) => {
    run(steps);
    expect(resets).toBe(1);
  });

  test('does not reset when the output port keeps bit 0, or for data of other commands', () => {
    run([
      ['w', COMMAND, 0xd1],
      ['w', DATA, 0x01],
      ['w', COMMAND, 0xd4],
      ['w', DATA, 0x00],
      ['w', COMMAND, 0x60],
      ['w', DATA, 0x00],
      ['w', DATA, 0xfe],
    ]);
    expect(resets).toBe(0);
  });

  test('keeps its configuration, and the commands that change a bit of it', () => {
    run([
      ['w', COMMAND, 0x60],
      ['w', DATA, 0x03],
      ['w', COMMAND, 0x20],
      ['r', DATA, 0x03],
      ['w', COMMAND, 0xad],
      ['w', COMMAND, 0xa7],
      ['w', COMMAND, 0x20],
      ['r', DATA, 0x33],
      ['w', COMMAND, 0xae],
      ['w', COMMAND, 0x20],
      ['r', DATA, 0x23],
    ]);
  });

  test('sends bytes for the mouse nowhere', () => {
    run([
      ['w', COMMAND, 0xd4],
      ['w', DATA, 0xff],
      ['r', COMMAND, EMPTY],
    ]);
  });

  test('raises IRQ 1 for each answer while the configuration allows it', () => {
    run([['w', DATA, 0xf2]]);
    expect(irq.levels).toEqual([]);
    run([
      ['w', COMMAND, 0x60],
      ['w', DATA, 0x01],
    ]);
    expect(irq.level).toBe(1);
    run([
      ['r', DATA, 0xfa],
      ['r', DATA, 0xab],
      ['r', DATA, 0x83],
    ]);
    expect(irq.levels).toEqual([1, 0, 1, 0, 1, 0]);
    run([
      ['w', DATA, 0xee],
      ['w', COMMAND, 0x60],
      ['w', DATA, 0x00],
    ]);
    expect(irq.level).toBe(0);
  });

  test('drops answers that nobody reads beyond 16', () => {
    run([
      ...Array.from({ length: 100 }, (): Step => ['w', DATA, 0xff]),
      ...Array.from({ length: 8 }, (): Step[] => [
        ['r', DATA, 0xfa],
        ['r', DATA, 0xaa],
      ]).flat(),
      ['r', COMMAND, EMPTY],
    ]);
  });

  test('is the same device from every thread', () => {
    const memory = new ArrayBuffer(64);
    const create = () => new I8042({ state: new DeviceState(memory), irq, onReset: () => undefined });
    const [first, second] = [create(), create()];
    first.command.writeByte(0, 0x60);
    second.data.writeByte(0, 0x42);
    create().command.writeByte(0, 0x20);
    expect(first.data.readByte(0)).toBe(0x42);
  });
});
