/** Symbols sorted by address, with a search for the symbol that contains an address. */

export interface GuestSymbol {
  readonly address: bigint;
  readonly name: string;
  /** As nm writes it: `T` and `t` are functions, `D` and `d` data, `W` weak ... */
  readonly type: string;
  /** Bytes; null when the source does not say, as System.map does not. */
  readonly size: number | null;
}

export interface Place {
  readonly name: string;
  /** Bytes from the symbol's address. */
  readonly offset: number;
}

/** More than any kernel or firmware has: a table that holds more is none. */
export const MAX_SYMBOLS = 4_000_000;

/** Names that mark an end: bytes after them belong to no symbol. */
const ENDS: ReadonlySet<string> = new Set([
  '__brk_limit',
  '__bss_stop',
  '__end_rodata',
  '__init_end',
  '_edata',
  '_einittext',
  '_end',
  '_etext',
]);
/** Of a symbol whose size is not known, when the next one is farther. */
const MAX_SIZE = 1 << 20;

export class SymbolTable {
  /** Of the same address, the best name last: that is the one a search comes upon. */
  readonly #symbols: readonly GuestSymbol[];
  readonly #addresses: BigUint64Array;
  readonly #byName = new Map<string, GuestSymbol>();

  constructor(symbols: readonly GuestSymbol[]) {
    this.#symbols = symbols.toSorted((a, b) => compare(a.address, b.address) || rank(a) - rank(b));
    this.#addresses = BigUint64Array.from(this.#symbols, ({ address }) => address);
    for (const symbol of this.#symbols) {
      if (!this.#byName.has(symbol.name)) this.#byName.set(symbol.name, symbol);
    }
  }

  get size(): number {
    return this.#symbols.length;
  }

  /** Of several symbols of this name, the lowest. */
  addressOf(name: string): bigint | null {
    return this.#byName.get(name)?.address ?? null;
  }

  /** True when both symbols are there and the address lies from the first on, before the second. */
  isBetween(address: bigint, first: string, second: string): boolean {
    const start = this.addressOf(first);
    const end = this.addressOf(second);
    return start !== null && end !== null && address >= start && address < end;
  }

  /** Null when the address is in no symbol. */
  find(address: bigint): Place | null {
    const symbol = this.#symbols[this.#lastAtOrBelow(address)];
    if (symbol === undefined || ENDS.has(symbol.name)) return null;
    const offset = address - symbol.address;
    return offset < BigInt(symbol.size ?? MAX_SIZE) ? { name: symbol.name, offset: Number(offset) } : null;
  }

  /** All of them, in order of address. */
  symbols(): readonly GuestSymbol[] {
    return this.#symbols;
  }

  #lastAtOrBelow(address: bigint): number {
    let low = 0;
    let high = this.#addresses.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#addresses[middle]! <= address) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }
}

function compare(a: bigint, b: bigint): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** Where a section begins or ends, in the words of Linux's linker script; whatever else is there has the better name. */
const MARKER = /(_start|_end|_text|_stext|_sinittext|_array)$/;

/**
 * Functions come before data, other names before section markers, global before local before weak, plain names before
 * names with leading underscores.
 */
function rank({ type, name }: GuestSymbol): number {
  const isText = 'tTwWiI'.includes(type) ? 1000 : 0;
  const isMarker = MARKER.test(name) ? -400 : 0;
  let binding = type === type.toUpperCase() ? 200 : 100;
  if (type === 'w' || type === 'W') binding = 0;
  let underscores = 0;
  while (name[underscores] === '_') underscores += 1;
  return isText + isMarker + binding - underscores;
}
