/** Guests that ask much of their disk at once, or with buffers in memory that is no single array: see disk-requests.asm. */
import { truncateSync } from 'node:fs';
import { expect, test } from 'vitest';
import { GiB, MiB } from '../../src/vmm/bus/memory-map.js';
import { describeWith, requirement } from '../helpers/requirements.js';
import { temporaryFolder } from '../helpers/temporary-folder.js';
import { bootFile, PATIENCE_MS, useGuests } from './boot-guest.js';
import { assembleDiskGuest } from './disk-guest.js';

const folder = temporaryFolder();
const SECTOR = 512;
const MS = 1e6;

const disk = (path: string) => ({ path, readOnly: false, snapshot: true });

describeWith([requirement.kvm(), requirement.debianPackage('nasm', 'nasm')], 'a guest with a disk', () => {
  useGuests();

  // That the main thread answers meanwhile is in test/commands/busy-disk.test.ts, where a process that does not is killed.
  test.each([1, 2])(
    'that asks for terabytes in one notification ends at its timeout, with %i vCPUs',
    async (cpus) => {
      const image = folder.write('sparse.raw', '');
      truncateSync(image, 20 * GiB);
      const timeoutNs = 1500 * MS;
      const run = await bootFile(assembleDiskGuest('LONG', folder.file('long.rom')), {
        cpus,
        memorySize: 512 * MiB,
        disks: [disk(image)],
        timeoutNs,
      });
      expect(run.stop.reason).toBe('timeout');
      expect(run.text('firmware-debug')).toEqual(['MARK']);
      expect(run.wallMs).toBeLessThan(timeoutNs / MS + PATIENCE_MS);
    },
  );

  test.each([8 * GiB, 64 * GiB])(
    'and %i bytes of memory reads and writes across a border of arrays',
    async (memorySize) => {
      const sectors = [0x11, 0x12, 0x13, 0x14, 0x15, 0x16, 0x17, 0x18];
      const bytes = Buffer.concat(sectors.map((value) => Buffer.alloc(SECTOR, value)));
      const path = folder.write('numbered.raw', Buffer.concat([bytes, Buffer.alloc(bytes.length)]));
      const firmware = assembleDiskGuest('HIGH', folder.file('high.rom'));
      const run = await bootFile(firmware, { memorySize, disks: [disk(path)] });
      expect(run.codes).toEqual(sectors);
      expect(run.stop).toMatchObject({ reason: 'reset', detail: null });
    },
  );
});
