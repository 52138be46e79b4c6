/** ACPI Machine Language (ACPI 6.4, chapter 20) and resource descriptors (6.4), as far as the tables need them: bytes in, bytes out. */

type Bytes = readonly number[];

/** A value of a Name: already encoded. */
export type AmlValue = Bytes;

const OP = { name: 0x08, scope: 0x10, buffer: 0x11, package: 0x12, extended: 0x5b, device: 0x82 } as const;
const PREFIX = { byte: 0x0a, word: 0x0b, dword: 0x0c } as const;

export function integer(value: number): AmlValue {
  if (value <= 1) return [value];
  if (value <= 0xff) return [PREFIX.byte, value];
  return value <= 0xffff ? [PREFIX.word, ...little(value, 2)] : [PREFIX.dword, ...little(value, 4)];
}

/** A compressed EISA identifier such as PNP0A03. */
export function eisaId(text: string): AmlValue {
  const [a, b, c] = [0, 1, 2].map((i) => text.charCodeAt(i) - 0x40) as [number, number, number];
  const product = Number.parseInt(text.slice(3), 16);
  const id = [(a << 2) | (b >> 3), ((b & 7) << 5) | c, product >> 8, product & 0xff];
  return [PREFIX.dword, ...id];
}

export function aPackage(...elements: readonly AmlValue[]): AmlValue {
  return [OP.package, ...withLength([elements.length, ...elements.flat()])];
}

export function buffer(bytes: Bytes): AmlValue {
  return [OP.buffer, ...withLength([...integer(bytes.length), ...bytes])];
}

/** `segment`: up to four characters. */
export function name(segment: string, value: AmlValue): Bytes {
  return [OP.name, ...nameSegment(segment), ...value];
}

export function device(segment: string, ...terms: readonly Bytes[]): Bytes {
  return [OP.extended, OP.device, ...withLength([...nameSegment(segment), ...terms.flat()])];
}

/** A scope below the root. */
export function scope(segment: string, ...terms: readonly Bytes[]): Bytes {
  return [OP.scope, ...withLength([0x5c, ...nameSegment(segment), ...terms.flat()])];
}

function nameSegment(segment: string): Bytes {
  return [...new TextEncoder().encode(segment.padEnd(4, '_'))];
}

/** PkgLength (20.2.4), which counts its own bytes, and the package behind it. */
function withLength(bytes: Bytes): Bytes {
  const { length } = bytes;
  if (length + 1 < 0x40) return [length + 1, ...bytes];
  const followers = length + 2 < 0x1000 ? 1 : 2;
  const total = length + 1 + followers;
  return [(followers << 6) | (total & 0xf), ...little(total >>> 4, followers), ...bytes];
}

const ADDRESS = { memory: 0, io: 1, bus: 2 } as const;
/** Minimum and maximum are fixed. */
const FIXED_RANGE = 0x0c;
const IO_ENTIRE_RANGE = 0x03;
const MEMORY_READ_WRITE = 0x01;
const WORD_ADDRESS = 0x88;
const DWORD_ADDRESS = 0x87;
const MEMORY_FIXED = 0x86;
const IO_PORTS = 0x47;
const IO_DECODE_16 = 0x01;

/** A resource template: its descriptors and the end tag. */
export function resources(...descriptors: readonly Bytes[]): AmlValue {
  return buffer([...descriptors.flat(), 0x79, 0x00]);
}

export function busRange(first: number, last: number): Bytes {
  return addressSpace(WORD_ADDRESS, ADDRESS.bus, 0, first, last);
}

/** Ports that the bridge hands on. */
export function ioRange(first: number, last: number): Bytes {
  return addressSpace(WORD_ADDRESS, ADDRESS.io, IO_ENTIRE_RANGE, first, last);
}

/** Memory that the bridge hands on. */
export function memoryRange(first: number, last: number): Bytes {
  return addressSpace(DWORD_ADDRESS, ADDRESS.memory, MEMORY_READ_WRITE, first, last);
}

/** Ports that a device takes for itself. */
export function ioPorts(first: number, count: number): Bytes {
  return [IO_PORTS, IO_DECODE_16, ...little(first, 2), ...little(first, 2), 1, count];
}

/** Memory that a device takes for itself. */
export function fixedMemory(base: number, size: number): Bytes {
  return [MEMORY_FIXED, ...little(9, 2), MEMORY_READ_WRITE, ...little(base, 4), ...little(size, 4)];
}

function addressSpace(tag: number, type: number, flags: number, first: number, last: number): Bytes {
  const width = tag === WORD_ADDRESS ? 2 : 4;
  const granularityAndOffset = little(0, width);
  const fields = [
    ...granularityAndOffset,
    ...little(first, width),
    ...little(last, width),
    ...granularityAndOffset,
    ...little(last - first + 1, width),
  ];
  return [tag, ...little(3 + fields.length, 2), type, FIXED_RANGE, flags, ...fields];
}

function little(value: number, width: number): Bytes {
  return Array.from({ length: width }, (_, i) => Math.floor(value / 256 ** i) & 0xff);
}
