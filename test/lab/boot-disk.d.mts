export declare const BOOT_DISK_PACKAGES: readonly (readonly [name: string, probe: string])[];
export declare function buildDiskInitramfs(
  work: string,
  file: string,
  programs?: Readonly<Record<string, string>>,
): void;
export declare function buildFileSystem(folder: string, file: string, size: string): void;
export declare function buildBootDisk(work: string, initramfs: string, file: string): void;
