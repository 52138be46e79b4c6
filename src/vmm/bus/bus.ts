/**
 * Port and memory-mapped I/O buses: address → device. Policy on widths and repeats
 * (docs/decisions/0006-bus-widths.md): the run loop splits a repeated access, the bus hands on one access of
 * 1, 2 or 4 bytes with the offset of its first byte, and a device that is one byte wide is wrapped in
 * `byteWide`, which splits as the ISA bus does.
 */

export type AccessWidth = 1 | 2 | 4;

/** A device in port space. It knows offsets, never addresses. Values are unsigned. */
export interface PioDevice {
  /** For the exit table and error messages. */
  readonly name: string;
  read(offset: number, width: AccessWidth): number;
  write(offset: number, width: AccessWidth, value: number): void;
}

/** A device in memory space; `data` is 1 to 8 bytes long, little-endian. */
export interface MmioDevice {
  readonly name: string;
  /** Where several share the range: the one that answers at an offset. */
  nameAt?(offset: number): string;
  readMmio(offset: number, data: Uint8Array): void;
  writeMmio(offset: number, data: Uint8Array): void;
}

/** A device with registers of one byte. */
export interface ByteDevice {
  readonly name: string;
  readByte(offset: number): number;
  writeByte(offset: number, value: number): void;
}

/** Splits a wide access into bytes at ascending ports, within the `length` ports of the device; beyond is all ones. */
export function byteWide(device: ByteDevice, length: number): PioDevice {
  return {
    name: device.name,
    read(offset, width) {
      let value = 0;
      for (let i = 0; i < width; i++) {
        const byte = offset + i < length ? device.readByte(offset + i) : 0xff;
        value |= byte << (8 * i);
      }
      return value >>> 0;
    },
    write(offset, width, value) {
      for (let i = 0; i < width && offset + i < length; i++) {
        device.writeByte(offset + i, (value >>> (8 * i)) & 0xff);
      }
    },
  };
}

/** The bytes of a value of up to 32 bits, lowest first, as many as there is room for. */
export function spreadBytes(value: number, into: Uint8Array): void {
  for (let i = 0; i < into.length; i++) into[i] = (value >>> (8 * i)) & 0xff;
}

/** The value of up to four bytes, lowest first. */
export function gatherBytes(bytes: Uint8Array): number {
  return bytes.reduce((value, byte, i) => value | (byte << (8 * i)), 0) >>> 0;
}

/** The four bytes of a word, lowest first. */
export function wordBytes(value: number): number[] {
  return [0, 8, 16, 24].map((shift) => (value >>> shift) & 0xff);
}

/** All ones, as an undriven bus reads. */
export function allOnes(width: AccessWidth): number {
  return width === 4 ? 0xffff_ffff : (1 << (8 * width)) - 1;
}

const PORTS = 0x1_0000;

interface Attachment<D> {
  readonly base: number;
  readonly device: D;
}

function assertRange(base: number, length: number, limit: number): void {
  if (!Number.isInteger(base) || base < 0 || length <= 0 || base + length > limit) {
    throw new RangeError(`address range 0x${base.toString(16)} + ${length} is outside of the bus`);
  }
}

/** 65,536 ports. Unattached ports read as all ones and ignore writes. */
export class PioBus {
  readonly #slotOfPort = new Uint16Array(PORTS);
  readonly #slots: Attachment<PioDevice>[] = [
    { base: 0, device: { name: 'unassigned', read: (_, width) => allOnes(width), write: () => undefined } },
  ];

  /** Throws RangeError when any of the ports is taken. */
  attach(base: number, length: number, device: PioDevice): void {
    assertRange(base, length, PORTS);
    for (let port = base; port < base + length; port++) {
      if (this.#slotOfPort[port] !== 0) {
        const taken = this.nameAt(port);
        throw new RangeError(`port 0x${port.toString(16)} of ${device.name} is taken by ${taken}`);
      }
    }
    this.#slotOfPort.fill(this.#slots.length, base, base + length);
    this.#slots.push({ base, device });
  }

  /** True when nothing is attached to any of the ports. */
  isFree(base: number, length: number): boolean {
    return this.#slotOfPort.subarray(base, base + length).every((slot) => slot === 0);
  }

  read(port: number, width: AccessWidth): number {
    const slot = this.#slots[this.#slotOfPort[port]!]!;
    return slot.device.read(port - slot.base, width);
  }

  write(port: number, width: AccessWidth, value: number): void {
    const slot = this.#slots[this.#slotOfPort[port]!]!;
    slot.device.write(port - slot.base, width, value);
  }

  /** Name of the device that answers at a port. */
  nameAt(port: number): string {
    return this.#slots[this.#slotOfPort[port]!]!.device.name;
  }
}

interface MmioAttachment extends Attachment<MmioDevice> {
  readonly end: number;
}

/** Memory space outside RAM. Unattached addresses read as all ones and ignore writes. */
export class MmioBus {
  readonly #slots: MmioAttachment[] = [];

  /** Throws RangeError on overlap. */
  attach(base: number, length: number, device: MmioDevice): void {
    assertRange(base, length, Number.MAX_SAFE_INTEGER);
    const overlap = this.#slots.find((slot) => base < slot.end && slot.base < base + length);
    if (overlap !== undefined) {
      throw new RangeError(`${device.name} at 0x${base.toString(16)} overlaps ${overlap.device.name}`);
    }
    this.#slots.push({ base, end: base + length, device });
  }

  read(address: number, data: Uint8Array): void {
    const slot = this.#find(address);
    if (slot === undefined) data.fill(0xff);
    else slot.device.readMmio(address - slot.base, data);
  }

  write(address: number, data: Uint8Array): void {
    const slot = this.#find(address);
    slot?.device.writeMmio(address - slot.base, data);
  }

  nameAt(address: number): string {
    const slot = this.#find(address);
    if (slot === undefined) return 'unassigned';
    return slot.device.nameAt?.(address - slot.base) ?? slot.device.name;
  }

  #find(address: number): MmioAttachment | undefined {
    return this.#slots.find((slot) => address >= slot.base && address < slot.end);
  }
}
