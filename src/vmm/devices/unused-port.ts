/**
 * Ports of hardware that this machine does not have, under the name of what guests look for there: they read as
 * a fixed value and ignore writes, and the exit table can say what the probing cost.
 */
import { allOnes, type PioDevice } from '../bus/bus.js';
import { APM_PORT } from '../bus/port-map.js';

export interface Hole {
  readonly name: string;
  readonly base: number;
  readonly length: number;
  /** Each byte of it; all ones when absent, as an undriven bus reads. */
  readonly byte?: number;
}

/** A cable without a drive, whose line 7 is pulled down so that it does not look like a busy drive (ATA-1, 6.3.4). */
const NO_DRIVE = 0x7f;

/** Ports that KVM handles itself. Accesses never arrive here; the names warn against using such a port. */
export const IN_KERNEL: readonly Hole[] = [
  { name: 'interrupt-controller', base: 0x20, length: 2 },
  { name: 'interval-timer', base: 0x40, length: 4 },
  { name: 'system-port-b', base: 0x61, length: 1 },
  { name: 'interrupt-controller-2', base: 0xa0, length: 2 },
  { name: 'interrupt-edge-level', base: 0x4d0, length: 2 },
];

/** Legacy devices of a PC that guests probe for. */
export const HOLES: readonly Hole[] = [
  { name: 'dma-controller', base: 0x00, length: 0x10 },
  { name: 'dma-pages', base: 0x81, length: 0x0f },
  { name: 'dma-controller-2', base: 0xc0, length: 0x20 },
  { name: 'ide-secondary', base: 0x170, length: 8, byte: NO_DRIVE },
  { name: 'ide-primary', base: 0x1f0, length: 8, byte: NO_DRIVE },
  { name: 'game-port', base: 0x201, length: 1 },
  { name: 'com4', base: 0x2e8, length: 8 },
  { name: 'com2', base: 0x2f8, length: 8 },
  { name: 'ide-secondary-control', base: 0x376, length: 1, byte: NO_DRIVE },
  { name: 'lpt1', base: 0x378, length: 3 },
  { name: 'vga', base: 0x3b0, length: 0x30 },
  { name: 'com3', base: 0x3e8, length: 8 },
  { name: 'floppy', base: 0x3f0, length: 6 },
  { name: 'ide-primary-control', base: 0x3f6, length: 1, byte: NO_DRIVE },
  { name: 'floppy-control', base: 0x3f7, length: 1 },
  { name: 'apm', base: APM_PORT, length: 2 },
];

export function createHole({ name, byte = 0xff }: Pick<Hole, 'name' | 'byte'>): PioDevice {
  const value = byte * 0x0101_0101;
  return { name, read: (_offset, width) => (value & allOnes(width)) >>> 0, write: () => undefined };
}
