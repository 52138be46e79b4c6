/** ELF files with a symbol table and nothing else, 32 or 64 bits. */

export interface ElfSymbol {
  readonly name: string;
  readonly value: number | bigint;
  readonly size?: number;
  /** STT_ and STB_ numbers. */
  readonly type?: number;
  readonly binding?: number;
  /** 0 is undefined, 1 executable, 2 data. */
  readonly section?: number;
}

export function buildElf(
  symbols: readonly ElfSymbol[],
  { bits = 64, tableType = 2, order = 1 } = {},
): Uint8Array {
  const is64 = bits === 64;
  const strings = Buffer.from(`\0${symbols.map(({ name }) => `${name}\0`).join('')}`, 'latin1');
  const entry = is64 ? 24 : 16;
  const header = is64 ? 64 : 52;
  const sectionEntry = is64 ? 64 : 40;
  const tableStart = header + 5 * sectionEntry;
  const stringsStart = tableStart + entry * symbols.length;
  const bytes = new Uint8Array(stringsStart + strings.length);
  const view = new DataView(bytes.buffer);
  bytes.set([0x7f, 0x45, 0x4c, 0x46, is64 ? 2 : 1, order, 1]);
  const word = (at: number, value: number | bigint): void =>
    is64 ? view.setBigUint64(at, BigInt(value), true) : view.setUint32(at, Number(value), true);
  word(is64 ? 0x28 : 0x20, header);
  view.setUint16(is64 ? 0x3a : 0x2e, sectionEntry, true);
  view.setUint16(is64 ? 0x3c : 0x30, 5, true);
  const section = (
    index: number,
    type: number,
    flags: number,
    offset: number,
    size: number,
    link: number,
  ): void => {
    const at = header + index * sectionEntry;
    view.setUint32(at + 4, type, true);
    word(at + 8, flags);
    word(at + (is64 ? 0x18 : 0x10), offset);
    word(at + (is64 ? 0x20 : 0x14), size);
    view.setUint32(at + (is64 ? 0x28 : 0x18), link, true);
  };
  section(1, 1, 6, 0, 0, 0);
  section(2, 1, 3, 0, 0, 0);
  section(3, tableType, 0, tableStart, entry * symbols.length, 4);
  section(4, 3, 0, stringsStart, strings.length, 0);
  let name = 1;
  for (const [index, symbol] of symbols.entries()) {
    const at = tableStart + index * entry;
    view.setUint32(at, name, true);
    name += symbol.name.length + 1;
    view.setUint8(at + (is64 ? 4 : 12), ((symbol.binding ?? 1) << 4) | (symbol.type ?? 2));
    view.setUint16(at + (is64 ? 6 : 14), symbol.section ?? 1, true);
    word(at + (is64 ? 8 : 4), symbol.value);
    word(at + (is64 ? 16 : 8), symbol.size ?? 0);
  }
  bytes.set(strings, stringsStart);
  return bytes;
}
