/**
 * Types into the guest's serial port from the main thread, which is one more user of the devices: it takes their lock
 * and drives their wires as a vCPU thread does. The UART's FIFO is the limit; the rest waits for its turn.
 */
import type { SerialInput } from '../../trace/run.js';
import type { Uart16550 } from '../devices/uart16550.js';
import type { MainControl } from '../threads/control.js';

/** Called again and again while the guest runs. While a vCPU keeps the lock, the input waits for a later call. */
export function feedSerial(input: SerialInput, uart: Uart16550, control: MainControl): void {
  if (!control.tryLock()) return;
  try {
    for (const byte of input.take(uart.inputRoom)) uart.receiveInput(byte);
  } finally {
    control.unlock();
  }
}
