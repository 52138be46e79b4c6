/** Guest memory by virtual address, page by page: what the guest's own tables say lies there now. */
import { bytesAt, type GuestBytes } from './guest-bytes.js';
import { type Paging, translate } from './page-walk.js';

/** All that may be copied out of one guest: its modules have a hundredth of it. */
const MAX_COPIED = 1 << 30;

/** Copies, until the bytes that a guest may cost are used up; from then on nothing is mapped any more. */
export class VirtualMemory {
  readonly #ram: GuestBytes;
  readonly #paging: Paging;
  #left: number;

  constructor(ram: GuestBytes, paging: Paging, limit = MAX_COPIED) {
    this.#ram = ram;
    this.#paging = paging;
    this.#left = limit;
  }

  /** Null unless all of it is mapped to RAM. */
  read(address: bigint, length: number): Uint8Array | null {
    const bytes = this.readMapped(address, length);
    return bytes.length === length ? bytes : null;
  }

  /** As many bytes as are mapped without a hole, at most `limit`. */
  readMapped(address: bigint, limit: number): Uint8Array {
    if (limit > this.#left) return new Uint8Array(0);
    this.#left -= limit;
    const copy = new Uint8Array(limit);
    let done = 0;
    while (done < limit) {
      const page = translate(this.#ram, this.#paging, BigInt.asUintN(64, address + BigInt(done)));
      const length = page === null ? 0 : Math.min(page.left, limit - done);
      const bytes = page === null ? null : bytesAt(this.#ram, page.physical, length);
      if (bytes === null) break;
      copy.set(bytes, done);
      done += length;
    }
    return copy.subarray(0, done);
  }
}
