/** Page tables that map the first 4 GiB to themselves in 2 MiB pages (Intel SDM volume 3, 4.5). */
import type { GuestMemory } from '../bus/memory.js';
import { PAGE_TABLES_ADDRESS } from './low-memory.js';

const PAGE = 4096;
const ENTRIES = 512;
const PRESENT_WRITABLE = 0b11n;
const LARGE_PAGE = 1n << 7n;
const LARGE_PAGE_SIZE = 2n << 20n;
const MAPPED_GIB = 4;

/** Returns the address of the top-level table. */
export function writeIdentityMap(memory: GuestMemory): number {
  const tables = memory.view(PAGE_TABLES_ADDRESS, PAGE * (2 + MAPPED_GIB));
  const directoryPointers = PAGE_TABLES_ADDRESS + PAGE;
  tables.setBigUint64(0, BigInt(directoryPointers) | PRESENT_WRITABLE, true);
  for (let gib = 0; gib < MAPPED_GIB; gib++) {
    const directory = directoryPointers + PAGE * (1 + gib);
    tables.setBigUint64(PAGE + gib * 8, BigInt(directory) | PRESENT_WRITABLE, true);
  }
  for (let page = 0; page < MAPPED_GIB * ENTRIES; page++) {
    const entry = (BigInt(page) * LARGE_PAGE_SIZE) | PRESENT_WRITABLE | LARGE_PAGE;
    tables.setBigUint64(2 * PAGE + page * 8, entry, true);
  }
  return PAGE_TABLES_ADDRESS;
}
