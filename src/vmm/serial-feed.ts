/**
 * Types into the guest's serial port from the main thread, which is one more user of the devices: it takes their lock
 * and drives their wires as a vCPU thread does. The UART's FIFO is the limit; the rest waits for its turn.
 */
import type { SerialInput } from '../trace/run.js';
import type { Control } from './control.js';
import type { Uart16550 } from './devices/uart16550.js';

/** Called again and again while the guest runs. */
export function feedSerial(input: SerialInput, uart: Uart16550, control: Control): void {
  control.lock();
  try {
    for (const byte of input.take(uart.inputRoom)) uart.receiveInput(byte);
  } finally {
    control.unlock();
  }
}
