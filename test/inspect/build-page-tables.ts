/** Page tables for tests: maps pages of any size, in 4 or 5 levels, in RAM that begins at 0. */
import type { GuestBytes } from '../../src/inspect/guest-bytes.js';
import type { Paging } from '../../src/inspect/page-walk.js';

const PRESENT = 1n;
const LARGE = 1n << 7n;
/** A flag that must not get into an address. */
const NO_EXECUTE = 1n << 63n;

export class PageTables implements GuestBytes {
  readonly bytes: Uint8Array;
  readonly paging: Paging;
  readonly #view: DataView;
  #next: number;

  constructor({ la57 = false, cr3 = 0x1000, size = 0x10_0000 } = {}) {
    this.bytes = new Uint8Array(size);
    this.#view = new DataView(this.bytes.buffer);
    this.#next = cr3 + 0x2000;
    // Process context identifiers are in the low bits of CR3.
    this.paging = { cr3: BigInt(cr3) | 0x3n, la57 };
  }

  get regions() {
    return [{ base: 0, bytes: this.bytes }];
  }

  /** `level` is that of the entry that is the page: 1 for 4 KiB, 2 for 2 MiB, 3 for 1 GiB. */
  map(virtual: bigint, physical: bigint, level: 1 | 2 | 3 = 1): this {
    let table = Number(this.paging.cr3 & ~0xfffn);
    for (let depth = this.paging.la57 ? 5 : 4; depth > level; depth -= 1) {
      const at = this.#entry(table, virtual, depth);
      if (this.#view.getBigUint64(at, true) === 0n) {
        this.#view.setBigUint64(at, BigInt(this.#next) | PRESENT, true);
        this.#next += 0x1000;
      }
      table = Number(this.#view.getBigUint64(at, true) & ~0xfffn);
    }
    const flags = PRESENT | NO_EXECUTE | (level > 1 ? LARGE : 0n);
    this.#view.setBigUint64(this.#entry(table, virtual, level), physical | flags, true);
    return this;
  }

  read(physical: number): bigint {
    return this.#view.getBigUint64(physical, true);
  }

  write(physical: number, value: bigint): void {
    this.#view.setBigUint64(physical, value, true);
  }

  #entry(table: number, virtual: bigint, depth: number): number {
    return table + 8 * Number((virtual >> BigInt(12 + 9 * (depth - 1))) & 0x1ffn);
  }
}
