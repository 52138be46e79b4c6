/** What a guest is made of, whichever engine runs it. Files are given by path; the engine reads them. */

/** A kernel that is entered directly or, beside a firmware, started by it. */
export interface GuestKernel {
  /** Linux bzImage, or ELF with a PVH entry. */
  readonly kernel: string;
  readonly initramfs: string | null;
  readonly commandLine: string;
}

/** A disk of the guest: a raw image, or a block device of the host. */
export interface GuestDisk {
  readonly path: string;
  /** The guest is told that it cannot write. */
  readonly readOnly: boolean;
  /** What the guest writes is gone after the run; the image stays as it is. */
  readonly snapshot: boolean;
  /** Given: the image is raw, whatever it looks like. */
  readonly imageType?: 'raw';
}

/** The flash with the variables of UEFI firmware: a file of its own, below the firmware. */
export interface GuestFlash {
  readonly path: string;
  /** The guest cannot write. */
  readonly readOnly: boolean;
  /** What the guest writes is gone after the run; the file stays as it is. */
  readonly snapshot: boolean;
}

/** Devices on the PCI bus that a guest has when a flag of their name asks for them, in the order of their slots. */
export const PCI_DEVICES = ['rng'] as const;
export type PciDeviceName = (typeof PCI_DEVICES)[number];

/** Whether the guest has each of them; one that is left out is not there. `rng`: a virtio entropy device. */
export type PciDevices = { readonly [Name in PciDeviceName]?: boolean };

/** The devices that were asked for. */
export function pciDevicesOf(guest: PciDevices): readonly PciDeviceName[] {
  return PCI_DEVICES.filter((name) => guest[name] === true);
}

/** The same without the rest of a guest. */
export function onlyPciDevices(guest: PciDevices): PciDevices {
  return Object.fromEntries(pciDevicesOf(guest).map((name) => [name, true]));
}

/** Cloud Hypervisor's flags, parsed. */
export interface Guest extends PciDevices {
  /** ROM image to start at its reset vector, or ELF with a PVH entry. At least one of `firmware` and `kernel` is there. */
  readonly firmware?: string;
  /** Beside a firmware: what that is to start. */
  readonly kernel?: GuestKernel;
  /** Left out: the firmware has no flash for its variables. */
  readonly flash?: GuestFlash;
  /** Bytes of RAM; the bundled runner takes whole MiB. */
  readonly memorySize: number;
  readonly cpus: number;
  /** I/O port of the debug console; null leaves it out. */
  readonly debugConsolePort: number | null;
  /** Whether the guest has a serial port, COM1. */
  readonly serial: boolean;
  /** In the order in which the guest finds them. */
  readonly disks: readonly GuestDisk[];
}

/** What a person asked for. */
export interface GuestRequest extends Guest {
  /** What was added for the engine alone, after `--`; none when left out. */
  readonly engineArguments?: readonly string[];
}
