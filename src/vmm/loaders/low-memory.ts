/** Where loaders put their tables in the first MiB, all in RAM that the memory map leaves to the kernel to reuse. */

/** Flat segment descriptors, for a guest that is started in protected or long mode. */
export const GDT_ADDRESS = 0x500;
/** Linux boot_params, one page; or PVH start_info with its module list and memory map. */
export const BOOT_INFO_ADDRESS = 0x7000;
/** Initial stack; grows down, away from the boot information. */
export const STACK_TOP = BOOT_INFO_ADDRESS;
/** Identity map: one page each of the three upper levels, then page directories. */
export const PAGE_TABLES_ADDRESS = 0x9000;
export const COMMAND_LINE_ADDRESS = 0x20000;
/** Longest command line with its final zero that fits before what lies behind it. */
export const COMMAND_LINE_ROOM = 0x10000;
/** End of conventional memory; above are the extended BIOS data area, the VGA window and the BIOS. */
export const CONVENTIONAL_MEMORY_END = 0x9fc00;
/** ACPI tables lie here, where firmware would have them, up to the SMBIOS tables. */
export const ACPI_TABLES_ADDRESS = 0xe0000;
/** SMBIOS entry points are looked for from here to 1 MiB; EDK2's CloudHv build looks at the first address alone. */
export const SMBIOS_ADDRESS = 0xf0000;
export const SMBIOS_END = 0x10_0000;
