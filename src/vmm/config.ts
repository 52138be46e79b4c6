/** What a guest is made of, as the engine asks for it. Files are given by path; the machine reads them. */

/** A kernel that is entered directly, without firmware. */
export interface KernelFiles {
  /** Linux bzImage, or ELF with a PVH entry. */
  readonly kernel: string;
  readonly initramfs: string | null;
  readonly commandLine: string;
}

export interface MachineConfig {
  /** ROM image to start at its reset vector. Exactly one of `firmware` and `kernel` is there. */
  readonly firmware?: string;
  readonly kernel?: KernelFiles;
  /** Bytes of RAM, whole MiB. */
  readonly memorySize: number;
  readonly cpus: number;
  /** I/O port of the debug console; null leaves it out. */
  readonly debugConsolePort: number | null;
  /** Whether COM1 is there. */
  readonly serial: boolean;
}
