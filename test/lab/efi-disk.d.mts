/** What tests use of efi-disk.mjs. */
export declare const OVMF: string;
export declare const EFI_PACKAGES: readonly (readonly [name: string, probe: string])[];
export declare function buildEfiDisk(
  work: string,
  kernel: { readonly initramfs: string; readonly commandLine: string },
  file: string,
): void;
