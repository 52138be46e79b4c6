import { expect, test } from 'vitest';
import { DeviceState } from '../../../src/vmm/bus/device-state.js';
import { UNCONNECTED } from '../../../src/vmm/bus/interrupts.js';
import { Uart16550 } from '../../../src/vmm/devices/uart16550.js';

test('a device whose wire leads nowhere works without interrupts', () => {
  const sent: number[] = [];
  const state = new DeviceState(new ArrayBuffer(64));
  const uart = new Uart16550({ name: 'com', state, irq: UNCONNECTED, onByte: (value) => sent.push(value) });
  uart.writeByte(4, 0x08);
  uart.writeByte(1, 0x02);
  uart.writeByte(0, 0x41);
  expect([sent, uart.readByte(2)]).toEqual([[0x41], 0x02]);
});
