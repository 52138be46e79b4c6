/**
 * National Semiconductor PC16550D UART (data sheet of 1995; register names of <linux/serial_reg.h>). Transmission
 * is instant: the transmitter is always empty. Break, parity and line speed are stored and have no effect.
 */
import type { ByteDevice } from '../bus/bus.js';
import type { DeviceState } from '../bus/device-state.js';
import type { IrqLine } from '../bus/interrupts.js';

/** Offsets. */
const DATA = 0;
const IER = 1;
const IIR_FCR = 2;
const LCR = 3;
const MCR = 4;
const LSR = 5;
const MSR = 6;
const SCR = 7;
/** Of the state: divisor latch, FIFO and pending transmitter interrupt. */
const DLL = 8;
const DLM = 9;
const FCR = 10;
const THRI_PENDING = 11;
const RX_HEAD = 12;
const RX_LENGTH = 13;
const RX_FIFO = 16;
const RX_FIFO_SIZE = 16;

const IER_RDI = 1 << 0;
const IER_THRI = 1 << 1;

const IIR_NO_INT = 0x01;
const IIR_THRI = 0x02;
const IIR_RDI = 0x04;
/** FIFOs enabled, what tells a 16550A from older chips. */
const IIR_FIFO_ENABLED = 0xc0;

const FCR_ENABLE_FIFO = 1 << 0;
const FCR_CLEAR_RCVR = 1 << 1;

const LCR_DLAB = 1 << 7;
const MCR_OUT2 = 1 << 3;
const MCR_LOOP = 1 << 4;

const LSR_DATA_READY = 1 << 0;
const LSR_THR_EMPTY = 1 << 5;
const LSR_TRANSMITTER_EMPTY = 1 << 6;

const MSR_CTS = 1 << 4;
const MSR_DSR = 1 << 5;
const MSR_DCD = 1 << 7;

/** 9600 baud of the usual 1.8432 MHz clock. */
const DIVISOR_DEFAULT = 12;

export interface UartParts {
  readonly name: string;
  readonly state: DeviceState;
  readonly irq: IrqLine;
  readonly onByte: (value: number) => void;
}

export class Uart16550 implements ByteDevice {
  static readonly PORTS = 8;
  readonly name: string;
  readonly #r: Uint8Array;
  readonly #irq: IrqLine;
  readonly #onByte: (value: number) => void;

  constructor({ name, state, irq, onByte }: UartParts) {
    this.name = name;
    this.#r = state.bytes(name, RX_FIFO + RX_FIFO_SIZE);
    this.#irq = irq;
    this.#onByte = onByte;
    if (state.isNew(name)) this.#r[DLL] = DIVISOR_DEFAULT;
  }

  readByte(offset: number): number {
    switch (offset) {
      case DATA:
        return this.#divisorAccess() ? this.#r[DLL]! : this.#receive();
      case IER:
        return this.#divisorAccess() ? this.#r[DLM]! : this.#r[IER]!;
      case IIR_FCR:
        return this.#identifyInterrupt();
      case LSR:
        return LSR_THR_EMPTY | LSR_TRANSMITTER_EMPTY | (this.#r[RX_LENGTH]! > 0 ? LSR_DATA_READY : 0);
      case MSR:
        return this.#modemStatus();
      default:
        return this.#r[offset]!;
    }
  }

  writeByte(offset: number, value: number): void {
    switch (offset) {
      case DATA:
        if (this.#divisorAccess()) this.#r[DLL] = value;
        else this.#transmit(value);
        break;
      case IER:
        if (this.#divisorAccess()) this.#r[DLM] = value;
        else this.#enableInterrupts(value & 0x0f);
        break;
      case IIR_FCR:
        if ((value & FCR_CLEAR_RCVR) !== 0) this.#r[RX_LENGTH] = 0;
        this.#r[FCR] = value & FCR_ENABLE_FIFO;
        this.#updateIrq();
        break;
      case MCR:
        this.#r[MCR] = value & 0x1f;
        this.#updateIrq();
        break;
      case LCR:
      case SCR:
        this.#r[offset] = value;
        break;
      // LSR and MSR are read-only.
    }
  }

  /** Room for this many bytes of input; a byte beyond it would overrun. */
  get inputRoom(): number {
    return RX_FIFO_SIZE - this.#r[RX_LENGTH]!;
  }

  /** A byte arrives on the line; dropped when the FIFO is full. */
  receiveInput(value: number): void {
    if (this.inputRoom === 0) return;
    this.#r[RX_FIFO + ((this.#r[RX_HEAD]! + this.#r[RX_LENGTH]!) % RX_FIFO_SIZE)] = value;
    this.#r[RX_LENGTH] = this.#r[RX_LENGTH]! + 1;
    this.#updateIrq();
  }

  #divisorAccess(): boolean {
    return (this.#r[LCR]! & LCR_DLAB) !== 0;
  }

  #transmit(value: number): void {
    if ((this.#r[MCR]! & MCR_LOOP) !== 0) this.receiveInput(value);
    else this.#onByte(value);
    this.#r[THRI_PENDING] = 1;
    this.#updateIrq();
  }

  #receive(): number {
    if (this.#r[RX_LENGTH] === 0) return 0;
    const value = this.#r[RX_FIFO + this.#r[RX_HEAD]!]!;
    this.#r[RX_HEAD] = (this.#r[RX_HEAD]! + 1) % RX_FIFO_SIZE;
    this.#r[RX_LENGTH] = this.#r[RX_LENGTH]! - 1;
    this.#updateIrq();
    return value;
  }

  #enableInterrupts(value: number): void {
    // The transmitter is empty at all times, so enabling its interrupt raises it.
    if ((value & IER_THRI) !== 0 && (this.#r[IER]! & IER_THRI) === 0) this.#r[THRI_PENDING] = 1;
    this.#r[IER] = value;
    this.#updateIrq();
  }

  #identifyInterrupt(): number {
    const fifo = (this.#r[FCR]! & FCR_ENABLE_FIFO) !== 0 ? IIR_FIFO_ENABLED : 0;
    const pending = this.#pendingInterrupt();
    if (pending === IIR_THRI) {
      // Reading the cause acknowledges it.
      this.#r[THRI_PENDING] = 0;
      this.#updateIrq();
    }
    return pending | fifo;
  }

  #pendingInterrupt(): number {
    const enabled = this.#r[IER]!;
    if ((enabled & IER_RDI) !== 0 && this.#r[RX_LENGTH]! > 0) return IIR_RDI;
    if ((enabled & IER_THRI) !== 0 && this.#r[THRI_PENDING] !== 0) return IIR_THRI;
    return IIR_NO_INT;
  }

  #modemStatus(): number {
    const mcr = this.#r[MCR]!;
    if ((mcr & MCR_LOOP) === 0) return MSR_CTS | MSR_DSR | MSR_DCD;
    // Loopback wires RTS to CTS, DTR to DSR, OUT1 to RI and OUT2 to DCD.
    return ((mcr & 0x02) << 3) | ((mcr & 0x01) << 5) | ((mcr & 0x0c) << 4);
  }

  #updateIrq(): void {
    // On a PC, OUT2 gates the interrupt onto the bus; in loopback mode it is disconnected.
    const gated = (this.#r[MCR]! & (MCR_OUT2 | MCR_LOOP)) === MCR_OUT2;
    this.#irq.set(gated && this.#pendingInterrupt() !== IIR_NO_INT ? 1 : 0);
  }
}
