/**
 * Kallsyms tables as Linux's scripts/kallsyms.c writes them, in all of its orders, and a piece of RAM around them that is
 * not empty. Compression is simpler: a few fixed tokens.
 */
import type { GuestBytes } from '../../src/inspect/guest-bytes.js';
import type { KernelBase } from '../../src/inspect/kernel-base.js';

export interface Written {
  readonly address: bigint;
  readonly type: string;
  readonly name: string;
}

export interface Layout {
  /** Where addresses stand: before the names (Linux 4.20 to 6.3), behind (6.4 to 6.19), behind and place-relative (7.0). */
  readonly addresses: 'before' | 'behind' | 'place-relative';
  /** CONFIG_KALLSYMS_ABSOLUTE_PERCPU. */
  readonly absolutePerCpu: boolean;
  /** Bytes for each symbol in kallsyms_seqs_of_names. */
  readonly seqBytes: 0 | 3 | 4;
}

export const LAYOUTS: readonly Layout[] = (['before', 'behind', 'place-relative'] as const).flatMap(
  (addresses) =>
    ([0, 3, 4] as const).flatMap((seqBytes) =>
      (addresses === 'place-relative' ? [false] : [false, true]).map((absolutePerCpu) => ({
        addresses,
        absolutePerCpu,
        seqBytes,
      })),
    ),
);

const TOKENS = ['__x64_sys_', '_init', 'cpu', 'acpi_', 'virtio', 'Tvirt', 'tinit', 'page'];

/** RAM begins here, and in it the kernel's image. */
export const RAM_BASE = 0x10_0000;
export const BASE: KernelBase = { virtual: 0xffff_ffff_9a60_0000n, physical: RAM_BASE + 0x1000 };

class Section {
  readonly bytes: number[] = [];
  readonly start: number;
  constructor(start: number) {
    this.start = start;
  }
  align(step: number): this {
    while ((this.start + this.bytes.length) % step !== 0) this.bytes.push(0);
    return this;
  }
  number(value: number | bigint, size: number): this {
    for (let byte = 0; byte < size; byte += 1)
      this.bytes.push(Number((BigInt(value) >> BigInt(8 * byte)) & 0xffn));
    return this;
  }
  add(bytes: Iterable<number>): this {
    for (const byte of bytes) this.bytes.push(byte);
    return this;
  }
  get place(): number {
    return this.start + this.bytes.length;
  }
}

function buildTokens(symbols: readonly Written[]): readonly string[] {
  const used = new Set([...symbols.map(({ type, name }) => `${type}${name}`).join(''), ...'0123456789']);
  const spare = [...TOKENS];
  return Array.from({ length: 256 }, (_, code) => {
    const character = String.fromCharCode(code);
    return used.has(character) ? character : (spare.pop() ?? '');
  });
}

function compress(text: string, tokens: readonly string[]): number[] {
  const codes: number[] = [];
  for (let at = 0; at < text.length; ) {
    const token = TOKENS.find((one) => tokens.includes(one) && text.startsWith(one, at));
    codes.push(token === undefined ? text.charCodeAt(at) : tokens.indexOf(token));
    at += token?.length ?? 1;
  }
  return codes;
}

function offsetOf({ address }: Written, at: number, layout: Layout, place: number, base: bigint): bigint {
  if (layout.addresses === 'place-relative') {
    const own = BASE.virtual + BigInt(place + 4 * at - BASE.physical);
    return address - own;
  }
  if (!layout.absolutePerCpu) return address - base;
  return address < BASE.virtual ? address : base - 1n - address;
}

/** The section's bytes, which stand at the physical address `start`. */
export function encodeKallsyms(symbols: readonly Written[], layout: Layout, start: number): Uint8Array {
  const step = layout.addresses === 'place-relative' ? 4 : 8;
  const section = new Section(start).align(step);
  const tokens = buildTokens(symbols);
  const relative = symbols.find(({ address }) => address >= BASE.virtual)!.address;
  const writeAddresses = (): void => {
    const place = section.align(step).place;
    symbols.forEach((symbol, at) => {
      section.number(BigInt.asUintN(32, offsetOf(symbol, at, layout, place, relative)), 4);
    });
    if (layout.addresses !== 'place-relative') section.align(8).number(relative, 8);
  };
  const writeSeqs = (): void => {
    section.align(step);
    for (let at = 0; at < symbols.length && layout.seqBytes > 0; at += 1) section.number(at, layout.seqBytes);
  };
  if (layout.addresses === 'before') writeAddresses();
  section.align(step).number(symbols.length, 4).align(step);
  const namesStart = section.place;
  const markers: number[] = [];
  for (const [at, { type, name }] of symbols.entries()) {
    if (at % 256 === 0) markers.push(section.place - namesStart);
    const codes = compress(type + name, tokens);
    section
      .add(codes.length < 0x80 ? [codes.length] : [(codes.length & 0x7f) | 0x80, codes.length >> 7])
      .add(codes);
  }
  section.align(step);
  for (const marker of markers) section.number(marker, 4);
  if (layout.addresses === 'before') writeSeqs();
  section.align(step);
  const places: number[] = [];
  const tableStart = section.place;
  for (const token of tokens) {
    places.push(section.place - tableStart);
    section.add(Buffer.from(`${token}\0`, 'latin1'));
  }
  section.align(step);
  for (const place of places) section.number(place, 2);
  if (layout.addresses !== 'before') {
    writeAddresses();
    writeSeqs();
  }
  return Uint8Array.from(section.bytes);
}

/** RAM full of bytes that mean nothing, with the tables somewhere in the kernel's image. */
export function ramWith(symbols: readonly Written[], layout: Layout, size = 0x4_0000): GuestBytes {
  const bytes = Uint8Array.from({ length: size }, (_, at) => ((at * 2_654_435_761) >>> 13) & 0xff);
  const start = 0x3458;
  bytes.set(encodeKallsyms(symbols, layout, RAM_BASE + start), start);
  return { regions: [{ base: RAM_BASE, bytes }] };
}

/** Symbols of a kernel, rising from `_text` to `_etext`, with these names in between. */
export function kernelSymbols(names: readonly string[], { perCpu = 0 } = {}): readonly Written[] {
  const absolute = names.slice(0, perCpu).map((name, at) => ({ address: BigInt(16 * at), type: 'A', name }));
  const relative = names.slice(perCpu).map((name, at) => ({
    address: BASE.virtual + BigInt(64 * (at + 1)),
    type: at % 3 === 0 ? 'T' : 't',
    name,
  }));
  return [
    ...absolute,
    { address: BASE.virtual, type: 'T', name: '_text' },
    ...relative,
    { address: BASE.virtual + BigInt(64 * (names.length + 2)), type: 'T', name: '_etext' },
    { address: BASE.virtual + BigInt(64 * (names.length + 9)), type: 'B', name: '_end' },
  ];
}
