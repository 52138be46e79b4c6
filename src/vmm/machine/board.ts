/** What board a guest gets by its description. */
import type { Guest } from '../../trace/guest.js';

/** A vCPU's number is its APIC ID, a byte of which the highest value means all of them; an event has a byte for it too. */
export const MAX_CPUS = 255;

/** A kernel that finds a PCI bus scans it, which costs it hundreds of exits; firmware expects one. */
export function hasPci({ firmware, disks, rng }: Guest): boolean {
  return firmware !== undefined || disks.length > 0 || rng;
}
