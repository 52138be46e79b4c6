/**
 * Codes that firmware and loaders write to the POST port for themselves, whatever stage the built-in table has them in: EDK2's reset
 * vector (UefiCpuPkg/ResetVector/Vtf0/PostCodes.inc, in builds with DEBUG_PORT80) and U-Boot on x86 (arch/x86/include/asm/post.h). iPXE
 * has none; it writes to the port to wait.
 */

export interface PostCodeTable {
  /** As people know it. */
  readonly program: string;
  /** Where its codes are written down; null where they mean nothing. */
  readonly source: string | null;
  readonly names: ReadonlyMap<number, string>;
  /** Codes without a name are the program's too: it writes more than its table says. */
  readonly isOpen: boolean;
}

export const U_BOOT_CODES: PostCodeTable = {
  program: 'U-Boot',
  source: 'arch/x86/include/asm/post.h',
  isOpen: true,
  names: new Map([
    [0x1e, 'start'],
    [0x1f, 'cache-as-RAM start'],
    [0x20, 'cache-as-RAM SIPI'],
    [0x21, 'cache-as-RAM MTRR'],
    [0x22, 'cache-as-RAM uncacheable'],
    [0x23, 'cache-as-RAM base address'],
    [0x24, 'cache-as-RAM mask'],
    [0x25, 'cache-as-RAM fill'],
    [0x26, 'cache-as-RAM ROM cache'],
    [0x27, 'cache-as-RAM MRC cache'],
    [0x28, 'cache-as-RAM CPU cache'],
    [0x29, 'start stack'],
    [0x2a, 'start done'],
    [0x2b, 'CPU init'],
    [0x2c, 'early init'],
    [0x2d, 'CPU info'],
    [0x2e, 'before memory reference code'],
    [0x2f, 'memory reference code'],
    [0x30, 'DRAM'],
    [0x31, 'LAPIC'],
    [0x40, 'OS resume'],
    [0xea, 'RAM failure'],
    [0xeb, 'BIST failure'],
    [0xec, 'cache-as-RAM failure'],
    [0xed, 'resume failure'],
  ]),
};

export const EDK2_CODES: PostCodeTable = {
  program: 'EDK2',
  source: 'UefiCpuPkg/ResetVector/Vtf0/PostCodes.inc',
  isOpen: false,
  names: new Map([
    [0x16, '16-bit mode'],
    [0x32, '32-bit mode'],
    [0x64, '64-bit mode'],
    [0xb0, 'boot firmware volume not found'],
    [0xb1, 'boot firmware volume found'],
    [0xf0, 'SEC not found'],
    [0xf1, 'SEC found'],
  ]),
};

export const IPXE_CODES: PostCodeTable = {
  program: 'iPXE',
  source: null,
  names: new Map(),
  isOpen: true,
};
