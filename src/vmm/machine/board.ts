/**
 * What board a guest gets. A ROM image expects QEMU's oldest, an Intel 440FX with a PIIX; what is entered directly gets that of
 * Cloud Hypervisor, for which firmware with a PVH entry is built.
 */
import { type Guest, type PciDevices, pciDevicesOf } from '../../trace/guest.js';
import type { SmbiosMachine } from '../loaders/smbios.js';

/** A vCPU's number is its APIC ID, a byte of which the highest value means all of them; an event has a byte for it too. */
export const MAX_CPUS = 255;

export type BoardModel = '440fx' | 'cloud-hypervisor';

export interface Board {
  readonly model: BoardModel;
  readonly hasPci: boolean;
}

/** What a guest's image is: a ROM, a Linux kernel, or another program with a PVH entry, which is a firmware mostly. */
export type ImageKind = 'rom' | 'linux' | 'pvh';

/** Firmware expects a PCI bus. A kernel that finds one scans it, which costs it hundreds of exits. */
export function boardOf(kind: ImageKind, guest: Pick<Guest, 'disks'> & PciDevices): Board {
  const devices = guest.disks.length + pciDevicesOf(guest).length;
  return {
    model: kind === 'rom' ? '440fx' : 'cloud-hypervisor',
    hasPci: kind !== 'linux' || devices > 0,
  };
}

/** What the guest reads of its board in the SMBIOS tables. */
const BOARD_NAMES: Readonly<Record<BoardModel, string>> = {
  '440fx': 'Standard PC (i440FX + PIIX)',
  'cloud-hypervisor': 'Cloud Hypervisor board',
};

/** @param oemStrings of type 11, for programs in the guest */
export function smbiosMachine(model: BoardModel, oemStrings: readonly string[]): SmbiosMachine {
  return { product: BOARD_NAMES[model], oemStrings };
}
