/** Where things lie in the guest's physical address space. A PC's layout: RAM, a hole below 4 GiB for devices, RAM again. */

export const KiB = 1024;
export const MiB = 1024 * KiB;
export const GiB = 1024 * MiB;

export const FOUR_GIB = 4 * GiB;

/** RAM below 4 GiB ends here at the latest; the hole up to 4 GiB is for PCI, the APICs and the firmware. */
export const MMIO_HOLE_START = 3 * GiB;

/**
 * Memory of PCI functions lies in the hole, around their enhanced configuration space; the first address is where they
 * are put before the guest starts.
 */
export const PCI_MEMORY_START = MMIO_HOLE_START;
export const PCI_ECAM_ADDRESS = 0xe000_0000;
/** Bus 0 alone: 32 devices of 8 functions of 4 KiB. */
export const PCI_ECAM_SIZE = 1 * MiB;
export const PCI_MEMORY_END = 0xfec0_0000;

/** Where memory of PCI functions may lie first, beside so much RAM below 4 GiB: as the firmware of a 440FX has it. */
export function pciMemoryFloor(lowMemory: number): number {
  return lowMemory <= 2 * GiB ? 2 * GiB : PCI_MEMORY_START;
}

/** Least and most RAM a guest may have. */
export const MIN_MEMORY = 1 * MiB;
export const MAX_MEMORY = 64 * GiB;

/** The firmware is copied to end here as well, as far as its last 128 KiB, where real mode looks for it. */
export const BIOS_SHADOW_END = 1 * MiB;
export const BIOS_SHADOW_SIZE = 128 * KiB;

/** A firmware image ends at 4 GiB; the largest that stays clear of the APICs at 0xfec00000. */
export const MAX_FIRMWARE_SIZE = 16 * MiB;

/** Four pages that KVM needs on Intel processors, below every firmware image (Documentation/virt/kvm/api.rst). */
export const KVM_IDENTITY_MAP_ADDRESS = 0xfeff_c000;
export const KVM_TSS_ADDRESS = 0xfeff_d000;

/** Where the in-kernel interrupt controllers answer. */
export const IO_APIC_ADDRESS = 0xfec0_0000;
export const LOCAL_APIC_ADDRESS = 0xfee0_0000;
