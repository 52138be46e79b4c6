/**
 * The configuration space of one PCI function (PCI Local Bus Specification 3.0, chapter 6): a type 0 header, base
 * addresses that are sized and moved by the guest, and a list of capabilities. Bus 0 and 32-bit memory addresses only.
 */
import { type AccessWidth, wordBytes } from '../bus/bus.js';
import type { DeviceState } from '../bus/device-state.js';

/** One PCI function, as the host bridge reaches it. Registers count from 0 to 255, values are unsigned. */
export interface PciFunction {
  /** For the exit table. */
  readonly name: string;
  readConfig(register: number, width: AccessWidth): number;
  writeConfig(register: number, width: AccessWidth, value: number): void;
  /** Offset into its memory of an address that it answers, or -1. */
  offsetOf(address: number): number;
  /** `data` is 1 to 8 bytes, little-endian. */
  readMemory(offset: number, data: Uint8Array): void;
  writeMemory(offset: number, data: Uint8Array): void;
}

export const CONFIG_SPACE_SIZE = 256;
/** Registers of the header. */
export const PCI = {
  vendor_id: 0x00,
  device_id: 0x02,
  command: 0x04,
  status: 0x06,
  revision_id: 0x08,
  class_code: 0x09,
  header_type: 0x0e,
  bar0: 0x10,
  subsystem_vendor_id: 0x2c,
  subsystem_id: 0x2e,
  capabilities: 0x34,
  interrupt_line: 0x3c,
  interrupt_pin: 0x3d,
} as const;

const COMMAND_MEMORY = 1 << 1;
const COMMAND_MASTER = 1 << 2;
const COMMAND_PARITY = 1 << 6;
const COMMAND_SERR = 1 << 8;
const COMMAND_NO_INTX = 1 << 10;
const MULTI_FUNCTION = 0x80;
const STATUS_INTERRUPT = 1 << 3;
const STATUS_CAPABILITIES = 1 << 4;
const FIRST_CAPABILITY = 0x40;
const BAR_FLAGS = 0xf;
const PIN_A = 1;

export interface PciIdentity {
  readonly vendorId: number;
  readonly deviceId: number;
  readonly subsystemId: number;
  readonly revision: number;
  /** Class, subclass and programming interface, as one number of 24 bits. */
  readonly classCode: number;
  /** On function 0 of a device that has others. */
  readonly isMultiFunction?: boolean;
}

export class PciConfigSpace {
  readonly #isNew: boolean;
  readonly #bytes: Uint8Array;
  readonly #fields: DataView;
  /** Bits that the guest can change. The same in every thread, so not shared. */
  readonly #writable = new Uint8Array(CONFIG_SPACE_SIZE);
  #barSize = 0;
  #nextCapability = FIRST_CAPABILITY;
  #lastPointer: number = PCI.capabilities;

  constructor(state: DeviceState, identity: PciIdentity) {
    this.#isNew = state.isNew('config-space');
    this.#bytes = state.bytes('config-space', CONFIG_SPACE_SIZE);
    this.#fields = new DataView(this.#bytes.buffer, this.#bytes.byteOffset, this.#bytes.length);
    if (!this.#isNew) return;
    this.#fields.setUint16(PCI.vendor_id, identity.vendorId, true);
    this.#fields.setUint16(PCI.device_id, identity.deviceId, true);
    this.#fields.setUint8(PCI.revision_id, identity.revision);
    this.#fields.setUint8(PCI.class_code, identity.classCode & 0xff);
    this.#fields.setUint16(PCI.class_code + 1, identity.classCode >> 8, true);
    if (identity.isMultiFunction === true) this.#fields.setUint8(PCI.header_type, MULTI_FUNCTION);
    this.#fields.setUint16(PCI.subsystem_vendor_id, identity.vendorId, true);
    this.#fields.setUint16(PCI.subsystem_id, identity.subsystemId, true);
  }

  /** What registers hold in a new machine, from one on. */
  preset(register: number, bytes: readonly number[]): void {
    if (this.#isNew) this.#bytes.set(bytes, register);
  }

  /** Makes the bits of a mask writable, from a register on. */
  allowWrites(register: number, mask: readonly number[]): void {
    this.#writable.set(mask, register);
  }

  /** Gives the function memory behind its first base address. `size` is a power of two, at least 16. */
  addMemory(size: number, address: number): void {
    this.#barSize = size;
    const mask = ~(size - 1) >>> 0;
    this.allowWrites(PCI.bar0, wordBytes(mask));
    const command = COMMAND_MEMORY | COMMAND_MASTER | COMMAND_PARITY | COMMAND_SERR | COMMAND_NO_INTX;
    this.allowWrites(PCI.command, [command & 0xff, command >> 8]);
    if (this.#isNew) this.#fields.setUint32(PCI.bar0, address, true);
  }

  /** Connects interrupt pin A; the line register only holds what the firmware wants to tell the operating system. */
  addInterruptPin(): void {
    if (this.#isNew) this.#bytes[PCI.interrupt_pin] = PIN_A;
    this.allowWrites(PCI.interrupt_line, [0xff]);
  }

  /** Appends a capability: its id, and its body behind the two bytes of id and link. Returns its register. */
  addCapability(id: number, body: readonly number[]): number {
    const at = this.#nextCapability;
    if (this.#isNew) {
      this.#bytes[this.#lastPointer] = at;
      this.#bytes.set([id, 0, ...body], at);
      this.#fields.setUint16(PCI.status, STATUS_CAPABILITIES, true);
    }
    this.#lastPointer = at + 1;
    this.#nextCapability = at + Math.ceil((2 + body.length) / 4) * 4;
    return at;
  }

  /** Address of the memory, null while the guest has it switched off. */
  get memoryAddress(): number | null {
    if ((this.#fields.getUint16(PCI.command, true) & COMMAND_MEMORY) === 0) return null;
    return (this.#fields.getUint32(PCI.bar0, true) & ~BAR_FLAGS) >>> 0;
  }

  offsetOf(address: number): number {
    const base = this.memoryAddress;
    return base !== null && address >= base && address < base + this.#barSize ? address - base : -1;
  }

  get allowsIntx(): boolean {
    return (this.#fields.getUint16(PCI.command, true) & COMMAND_NO_INTX) === 0;
  }

  /** What the status register says of the interrupt pin. */
  showInterrupt(level: 0 | 1): void {
    const status = this.#fields.getUint16(PCI.status, true);
    const others = status & ~STATUS_INTERRUPT;
    this.#fields.setUint16(PCI.status, level === 1 ? others | STATUS_INTERRUPT : others, true);
  }

  read(register: number, width: AccessWidth): number {
    let value = 0;
    for (let i = 0; i < width; i++) value |= (this.#bytes[(register + i) & 0xff] ?? 0) << (8 * i);
    return value >>> 0;
  }

  write(register: number, width: AccessWidth, value: number): void {
    for (let i = 0; i < width; i++) {
      const at = (register + i) & 0xff;
      const mask = this.#writable[at]!;
      this.#bytes[at] = (this.#bytes[at]! & ~mask) | ((value >>> (8 * i)) & mask);
    }
  }
}

/** A function that has its registers and no memory. */
export function registersAlone(name: string, space: PciConfigSpace): PciFunction {
  return {
    name,
    readConfig: (register, width) => space.read(register, width),
    writeConfig: (register, width, value) => space.write(register, width, value),
    offsetOf: () => -1,
    readMemory: () => undefined,
    writeMemory: () => undefined,
  };
}
