import { expect, test } from 'vitest';
import { DeviceState } from '../../../src/vmm/bus/device-state.js';
import { UNCONNECTED } from '../../../src/vmm/bus/interrupts.js';
import { Uart16550 } from '../../../src/vmm/devices/uart16550.js';
import { Control } from '../../../src/vmm/threads/control.js';
import { feedSerial } from '../../../src/vmm/vcpus/serial-feed.js';

test('the FIFO takes what it has room for and the rest waits', () => {
  const state = new DeviceState(new ArrayBuffer(64));
  const uart = new Uart16550({ name: 'com1', state, irq: UNCONNECTED, onByte: () => undefined });
  const control = new Control(Control.allocate(1));
  const typed = [...Buffer.from('twenty bytes of text')];
  const input = { take: (limit: number) => Uint8Array.from(typed.splice(0, limit)) };
  const read = () => String.fromCharCode(uart.readByte(0));
  feedSerial(input, uart, control);
  feedSerial(input, uart, control);
  expect(typed).toHaveLength(4);
  expect([read(), read(), read()].join('')).toBe('twe');
  feedSerial(input, uart, control);
  expect(typed).toHaveLength(1);
  // While a vCPU has the lock, nothing is taken, and nobody waits.
  control.lock();
  feedSerial(input, uart, control);
  expect(typed).toHaveLength(1);
  control.unlock();
  expect(read()).toBe('n');
  feedSerial(input, uart, control);
  expect(typed).toHaveLength(0);
  // The lock was given back: taking it does not wait.
  control.lock();
  control.unlock();
});
