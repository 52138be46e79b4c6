/** What QEMU's log (`-d cpu_reset,guest_errors`) says about a guest: a triple fault, and writes that were dropped. */
import { type Diagnostic, warning } from '../../trace/diagnostic.js';

/** "Invalid write at addr 0x0, size 2, region 'isa-debugcon', reason: invalid size (min:1 max:1)". */
const DROPPED_WRITE = /^Invalid write at addr .*region 'isa-debugcon'/;

export class StderrFindings {
  #tripleFault = false;
  #dropped = 0;

  /** True once the emulated processor has given up. */
  get tripleFault(): boolean {
    return this.#tripleFault;
  }

  push(line: string): void {
    if (line.trimEnd() === 'Triple fault') this.#tripleFault = true;
    else if (DROPPED_WRITE.test(line)) this.#dropped++;
  }

  diagnostics(): Diagnostic[] {
    if (this.#dropped === 0) return [];
    const message =
      `The guest wrote ${this.#dropped} times to a debug port with 16 or 32 bits, which QEMU's emulator drops; ` +
      'with KVM, and in the bundled runner, the low byte of such a write is the code.';
    return [warning('dropped-writes', message)];
  }
}
