import { beforeEach, describe, expect, test } from 'vitest';
import { DeviceState } from '../../../src/vmm/bus/device-state.js';
import { Uart16550 } from '../../../src/vmm/devices/uart16550.js';
import { freshState, onBus, recordingLine, runSteps, type Step } from './device-table.js';

const DATA = 0;
const IER = 1;
const IIR = 2;
const FCR = 2;
const LCR = 3;
const MCR = 4;
const LSR = 5;
const MSR = 6;
const SCR = 7;

const DLAB = 0x80;
const OUT2 = 0x08;
const LOOP = 0x10;

describe('a 16550A', () => {
  let sent: number[] = [];
  let irq = recordingLine();
  let uart = create();

  function create(state: DeviceState = freshState()) {
    return new Uart16550({ name: 'com1', state, irq, onByte: (value) => sent.push(value) });
  }
  const run = (steps: readonly Step[]) => runSteps(onBus(uart, Uart16550.PORTS), steps);

  beforeEach(() => {
    sent = [];
    irq = recordingLine();
    uart = create();
  });

  test('is ready after reset, at 9600 baud', () => {
    run([
      ['r', LSR, 0x60],
      ['r', MSR, 0xb0],
      ['r', IIR, 0x01],
      ['r', IER, 0x00],
      ['r', LCR, 0x00],
      ['r', MCR, 0x00],
      ['r', SCR, 0x00],
      ['r', DATA, 0x00],
      ['w', LCR, DLAB],
      ['r', DATA, 12],
      ['r', IER, 0],
    ]);
  });

  test('sends what is written, and keeps the divisor apart from it', () => {
    run([
      ['w', DATA, 0x41],
      ['w', LCR, DLAB | 3],
      ['w', DATA, 0x01],
      ['w', IER, 0x02],
      ['r', DATA, 0x01],
      ['r', IER, 0x02],
      ['w', LCR, 3],
      ['w', DATA, 0x42],
      ['r', IER, 0x00],
      ['r', LSR, 0x60],
    ]);
    expect(sent).toEqual([0x41, 0x42]);
  });

  test.each<[string, Step[]]>([
    [
      'LCR keeps all bits',
      [
        ['w', LCR, 0x5b],
        ['r', LCR, 0x5b],
      ],
    ],
    [
      'SCR keeps all bits',
      [
        ['w', SCR, 0xa5],
        ['r', SCR, 0xa5],
      ],
    ],
    [
      'MCR keeps five bits',
      [
        ['w', MCR, 0xff],
        ['r', MCR, 0x1f],
      ],
    ],
    [
      'IER keeps four bits',
      [
        ['w', IER, 0xff],
        ['r', IER, 0x0f],
      ],
    ],
    [
      'LSR is read-only',
      [
        ['w', LSR, 0x00],
        ['r', LSR, 0x60],
      ],
    ],
    [
      'MSR is read-only',
      [
        ['w', MSR, 0x00],
        ['r', MSR, 0xb0],
      ],
    ],
    [
      'FCR bit 0 shows in IIR',
      [
        ['w', FCR, 0x01],
        ['r', IIR, 0xc1],
        ['w', FCR, 0x00],
        ['r', IIR, 0x01],
      ],
    ],
    [
      '16 bits are two registers',
      [
        ['w', LCR, 0x0b03, 2],
        ['r', MCR, 0x0b],
        ['r', LCR, 0x0b03, 2],
      ],
    ],
    [
      '32 bits end with the device',
      [
        ['w', SCR, 0xffff_ff77, 4],
        ['r', SCR, 0xffff_ff77, 4],
      ],
    ],
  ])('%s', (_name, steps) => {
    run(steps);
    expect(sent).toEqual([]);
  });

  describe('in loopback mode', () => {
    test.each([
      ['DTR', 0x01, 0x20],
      ['RTS', 0x02, 0x10],
      ['OUT1', 0x04, 0x40],
      ['OUT2', 0x08, 0x80],
      ['none', 0x00, 0x00],
      ['all', 0x0f, 0xf0],
    ])('wires %s to the modem status', (_name, mcr, msr) => {
      run([
        ['w', MCR, LOOP | mcr],
        ['r', MSR, msr],
      ]);
    });

    test('receives what it sends, at most 16 bytes, and nothing goes out', () => {
      run([
        ['w', MCR, LOOP],
        ...Array.from({ length: 20 }, (_, index): Step => ['w', DATA, index + 1]),
        ['r', LSR, 0x61],
        ...Array.from({ length: 16 }, (_, index): Step => ['r', DATA, index + 1]),
        ['r', LSR, 0x60],
        ['r', DATA, 0],
      ]);
      expect(sent).toEqual([]);
    });

    test('keeps its interrupt to itself', () => {
      run([
        ['w', MCR, LOOP | OUT2],
        ['w', IER, 0x01],
        ['w', DATA, 1],
        ['r', IIR, 0x04],
      ]);
      expect(irq.levels).toEqual([]);
    });
  });

  describe('input', () => {
    test('waits in the FIFO, in order, and drops what does not fit', () => {
      expect(uart.inputRoom).toBe(16);
      for (let value = 1; value <= 17; value++) uart.receiveInput(value);
      expect(uart.inputRoom).toBe(0);
      run([['r', DATA, 1]]);
      uart.receiveInput(99);
      run([
        ...Array.from({ length: 15 }, (_, index): Step => ['r', DATA, index + 2]),
        ['r', DATA, 99],
        ['r', LSR, 0x60],
      ]);
    });

    test('is cleared by FCR bit 1', () => {
      uart.receiveInput(7);
      run([
        ['r', LSR, 0x61],
        ['w', FCR, 0x03],
        ['r', LSR, 0x60],
        ['r', IIR, 0xc1],
      ]);
    });
  });

  describe('interrupts', () => {
    test('tell that the transmitter is empty, until the cause was read', () => {
      run([
        ['w', MCR, OUT2],
        ['w', IER, 0x02],
        ['r', IIR, 0x02],
        ['r', IIR, 0x01],
        ['w', DATA, 0x41],
        ['r', IIR, 0x02],
        ['r', IIR, 0x01],
        // Enabling what is enabled raises nothing.
        ['w', IER, 0x02],
        ['r', IIR, 0x01],
        ['w', IER, 0x00],
        ['w', IER, 0x02],
      ]);
      expect(irq.levels).toEqual([1, 0, 1, 0, 1]);
    });

    test('tell of input first, while there is any', () => {
      run([
        ['w', MCR, OUT2],
        ['w', IER, 0x03],
      ]);
      uart.receiveInput(1);
      run([
        ['r', IIR, 0x04],
        ['r', IIR, 0x04],
        ['r', DATA, 1],
        ['r', IIR, 0x02],
        ['r', IIR, 0x01],
      ]);
      expect(irq.level).toBe(0);
    });

    test('reach the wire only through OUT2', () => {
      run([['w', IER, 0x02]]);
      expect(irq.levels).toEqual([]);
      run([['w', MCR, OUT2]]);
      expect(irq.level).toBe(1);
      run([['w', MCR, 0]]);
      expect(irq.level).toBe(0);
    });

    test('are off unless asked for', () => {
      run([
        ['w', MCR, OUT2],
        ['w', DATA, 1],
        ['r', IIR, 0x01],
      ]);
      uart.receiveInput(1);
      expect(irq.levels).toEqual([]);
    });
  });

  test('is the same device from every thread', () => {
    const memory = new ArrayBuffer(256);
    uart = create(new DeviceState(memory));
    run([
      ['w', SCR, 0x5a],
      ['w', LCR, DLAB],
      ['w', DATA, 1],
    ]);
    uart = create(new DeviceState(memory));
    run([
      ['r', SCR, 0x5a],
      ['r', DATA, 1],
    ]);
  });
});
