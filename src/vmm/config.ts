/** What a guest is made of, as the engine asks for it. Files are given by path; the machine reads them. */

/** A kernel that is entered directly, without firmware. */
export interface KernelFiles {
  /** Linux bzImage, or ELF with a PVH entry. */
  readonly kernel: string;
  readonly initramfs: string | null;
  readonly commandLine: string;
}

/** A disk of the guest: a raw image, or a block device of the host. */
export interface DiskConfig {
  readonly path: string;
  /** The guest is told that it cannot write. */
  readonly readOnly: boolean;
  /** What the guest writes is gone after the run; the image stays as it is. */
  readonly snapshot: boolean;
  /** Given: the image is raw, whatever it looks like. */
  readonly imageType?: 'raw';
}

/** A vCPU's number is its APIC ID, a byte of which the highest value means all of them; an event has a byte for it too. */
export const MAX_CPUS = 255;

export interface MachineConfig {
  /** ROM image to start at its reset vector. Exactly one of `firmware` and `kernel` is there. */
  readonly firmware?: string;
  readonly kernel?: KernelFiles;
  /** Bytes of RAM, whole MiB. */
  readonly memorySize: number;
  /** At most MAX_CPUS. */
  readonly cpus: number;
  /** I/O port of the debug console; null leaves it out. */
  readonly debugConsolePort: number | null;
  /** Whether COM1 is there. */
  readonly serial: boolean;
  /** In the order in which the guest finds them. */
  readonly disks: readonly DiskConfig[];
  /** Whether there is a virtio entropy device. */
  readonly rng: boolean;
}

/** A kernel that finds a PCI bus scans it, which costs it hundreds of exits; firmware expects one. */
export function hasPci({ firmware, disks, rng }: MachineConfig): boolean {
  return firmware !== undefined || disks.length > 0 || rng;
}
