/** Firmware volumes (UEFI Platform Initialization 1.7, volume 3, 3.2.1), by which a ROM of EDK2 is known and where it keeps variables. */

/** Offsets in EFI_FIRMWARE_VOLUME_HEADER. */
const VOLUME = { fileSystem: 0x10, signature: 0x28, size: 0x2c } as const;
const SIGNATURE = '_FVH';
/** EFI_SYSTEM_NV_DATA_FV_GUID (MdeModulePkg/Include/Guid/SystemNvDataGuid.h), as it lies in memory. */
const VARIABLES = '8d2bf1ff96768b4ca9852747075b4f50';

/** Whether a ROM begins with a firmware volume, as OVMF's images do. */
export function isUefiRom(rom: Uint8Array): boolean {
  if (rom.length < VOLUME.size) return false;
  return Buffer.from(rom.subarray(VOLUME.signature, VOLUME.size)).toString('latin1') === SIGNATURE;
}

/** Whether the ROM's first volume is for variables: an image that has code and variables in one. */
export function keepsVariables(rom: Uint8Array): boolean {
  return (
    isUefiRom(rom) &&
    Buffer.from(rom.subarray(VOLUME.fileSystem, VOLUME.fileSystem + 16)).toString('hex') === VARIABLES
  );
}
