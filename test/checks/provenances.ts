/** Provenances and boots that carry them, for tests of what may be compared. */
import type { Boot, Provenance } from '../../src/trace/boot.js';
import { bootOf } from '../stages/build-boot.js';

export const HOST = {
  cpuModel: 'AMD EPYC 7763 64-Core Processor',
  cpus: 4,
  memoryMiB: 15_990,
  kernel: '6.12.48',
  kvm: 'amd',
  governor: null,
};

export const GUEST = {
  kernel: { kernel: 'a/vmlinux', initramfs: null, commandLine: 'console=ttyS0' },
  memorySize: 536_870_912,
  cpus: 1,
  debugConsolePort: null,
  serial: true,
  disks: [],
  rng: false,
  image: 'a/vmlinux',
  images: [
    {
      role: 'kernel',
      path: 'a/vmlinux',
      size: 7,
      sha256: 'a'.repeat(64),
      modifiedAt: '2026-11-01T00:00:00.000Z',
    },
  ],
};

export interface Changes {
  readonly engine?: string;
  readonly boottrace?: string;
  readonly host?: object;
  readonly guest?: object;
}

export function provenanceOf({
  engine = 'bundled',
  boottrace = '0.1.0',
  host,
  guest,
}: Changes = {}): Provenance {
  return { boottrace, engine, host: { ...HOST, ...host }, guest: { ...GUEST, ...guest } };
}

/** A boot that was taken like this. */
export function bootBy(changes: Changes = {}): Boot {
  return bootOf([[0x40, 1]], { provenance: provenanceOf(changes) });
}
