/**
 * What a PVH guest finds at the address in EBX (Xen's public/arch-x86/hvm/start_info.h, version 1): command line,
 * modules (the initramfs), memory map and ACPI root pointer.
 */
import type { GuestMemory } from '../bus/memory.js';
import type { Ramdisk } from './initramfs.js';
import { BOOT_INFO_ADDRESS, COMMAND_LINE_ADDRESS } from './low-memory.js';
import { memoryRanges } from './memory-ranges.js';

/** Offsets in struct hvm_start_info. */
const START_INFO = {
  magic: 0,
  version: 4,
  nr_modules: 12,
  modlist_paddr: 16,
  cmdline_paddr: 24,
  rsdp_paddr: 32,
  memmap_paddr: 40,
  memmap_entries: 48,
  size: 56,
} as const;
const MAGIC = 0x336e_c578;
const VERSION = 1;
/** Offsets in struct hvm_modlist_entry. */
const MODULE = { paddr: 0, size: 8, length: 32 } as const;
/** Offsets in struct hvm_memmap_table_entry; its types are those of e820. */
const RANGE = { addr: 0, size: 8, type: 16, length: 24 } as const;

const MODULE_LIST = BOOT_INFO_ADDRESS + 0x100;
const MEMORY_MAP = BOOT_INFO_ADDRESS + 0x200;

/** Writes all of it; returns the address of the start_info. */
export function writeStartInfo(
  memory: GuestMemory,
  { acpiRoot, ramdisk }: { readonly acpiRoot: number; readonly ramdisk: Ramdisk | null },
): number {
  const info = memory.view(BOOT_INFO_ADDRESS, START_INFO.size);
  const ranges = memoryRanges(memory);
  info.setUint32(START_INFO.magic, MAGIC, true);
  info.setUint32(START_INFO.version, VERSION, true);
  if (ramdisk !== null) {
    info.setUint32(START_INFO.nr_modules, 1, true);
    info.setBigUint64(START_INFO.modlist_paddr, BigInt(MODULE_LIST), true);
    const module = memory.view(MODULE_LIST, MODULE.length);
    module.setBigUint64(MODULE.paddr, BigInt(ramdisk.address), true);
    module.setBigUint64(MODULE.size, BigInt(ramdisk.size), true);
  }
  info.setBigUint64(START_INFO.cmdline_paddr, BigInt(COMMAND_LINE_ADDRESS), true);
  info.setBigUint64(START_INFO.rsdp_paddr, BigInt(acpiRoot), true);
  info.setBigUint64(START_INFO.memmap_paddr, BigInt(MEMORY_MAP), true);
  info.setUint32(START_INFO.memmap_entries, ranges.length, true);
  ranges.forEach(({ base, size, type }, index) => {
    const entry = memory.view(MEMORY_MAP + index * RANGE.length, RANGE.length);
    entry.setBigUint64(RANGE.addr, BigInt(base), true);
    entry.setBigUint64(RANGE.size, BigInt(size), true);
    entry.setUint32(RANGE.type, type, true);
  });
  return BOOT_INFO_ADDRESS;
}
