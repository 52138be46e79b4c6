/** The descriptor table that a directly entered guest finds: flat segments at the selectors of Linux's boot protocol. */
import type { GuestMemory } from '../bus/memory.js';
import type { DirectBoot } from './boot-state.js';
import { GDT_ADDRESS } from './low-memory.js';

const ENTRIES = 4;
const ENTRY_SIZE = 8;
/** Selectors 0x10 (__BOOT_CS) and 0x18 (__BOOT_DS). */
const CODE_INDEX = 2;
const DATA_INDEX = 3;
/** Flat, 4 GiB, present, ring 0, accessed (Intel SDM volume 3, 3.4.5). */
const CODE_32 = 0x00cf_9b00_0000_ffffn;
const CODE_64 = 0x00af_9b00_0000_ffffn;
const DATA = 0x00cf_9300_0000_ffffn;

/** Returns where the table is and which selectors are the code and data segments. */
export function writeGdt(memory: GuestMemory, mode: DirectBoot['mode']): DirectBoot['gdt'] {
  const table = memory.view(GDT_ADDRESS, ENTRIES * ENTRY_SIZE);
  table.setBigUint64(CODE_INDEX * ENTRY_SIZE, mode === 'long64' ? CODE_64 : CODE_32, true);
  table.setBigUint64(DATA_INDEX * ENTRY_SIZE, DATA, true);
  const [code, data] = [CODE_INDEX * ENTRY_SIZE, DATA_INDEX * ENTRY_SIZE];
  return { address: GDT_ADDRESS, size: ENTRIES * ENTRY_SIZE, code, data };
}
