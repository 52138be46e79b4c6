import { closeSync, openSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createOverlay, Overlay, type OverlayParts } from '../../../src/vmm/disks/disk-overlay.js';
import { temporaryFolder } from '../../helpers/temporary-folder.js';

const folder = temporaryFolder();
const SECTOR = 512;
const CLUSTER = 4096;
/** Two clusters and a half: the last is cut short by the end of the disk. */
const SIZE = 2.5 * CLUSTER;

const pattern = (length: number, seed: number) =>
  Uint8Array.from({ length }, (_, i) => (i * 7 + seed) & 0xff);

function openOverlay(size = SIZE): { overlay: Overlay; image: string; parts: OverlayParts; fd: number } {
  const image = folder.write('image', pattern(size, 1));
  const fd = openSync(image, 'r');
  const parts = createOverlay(size);
  onTestFinished(() => {
    closeSync(fd);
    closeSync(parts.fd);
  });
  return { overlay: new Overlay(fd, size, parts), image, parts, fd };
}

/** What toEqual says, at the speed that thousands of comparisons need. */
const isSame = (a: Uint8Array, b: Uint8Array) => Buffer.compare(a, b) === 0;

const readAll = (overlay: Overlay, size = SIZE) => {
  const bytes = new Uint8Array(size);
  expect(overlay.read(0, bytes)).toBe(true);
  return bytes;
};

describe('an overlay', () => {
  test('shows the image until something is written, and the image stays as it is', () => {
    const { overlay, image } = openOverlay();
    expect(readAll(overlay)).toEqual(pattern(SIZE, 1));
    expect(overlay.write(SECTOR, pattern(SECTOR, 99))).toBe(true);
    const expected = pattern(SIZE, 1);
    expected.set(pattern(SECTOR, 99), SECTOR);
    expect(readAll(overlay)).toEqual(expected);
    expect(Uint8Array.from(readFileSync(image))).toEqual(pattern(SIZE, 1));
  });

  test('behaves as a disk in memory would, whatever is written where', () => {
    const { fd } = openOverlay();
    const sectors = SIZE / SECTOR;
    const operation = fc.record({
      at: fc.nat(sectors - 1),
      count: fc.integer({ min: 1, max: sectors }),
      seed: fc.nat(255),
    });
    fc.assert(
      fc.property(fc.array(operation, { maxLength: 12 }), (operations) => {
        const parts = createOverlay(SIZE);
        try {
          const overlay = new Overlay(fd, SIZE, parts);
          const model = pattern(SIZE, 1);
          for (const { at, count, seed } of operations) {
            const length = Math.min(count, sectors - at) * SECTOR;
            const bytes = pattern(length, seed);
            expect(overlay.write(at * SECTOR, bytes)).toBe(true);
            model.set(bytes, at * SECTOR);
            const into = new Uint8Array(length);
            expect(overlay.read(at * SECTOR, into)).toBe(true);
            expect(isSame(into, bytes)).toBe(true);
          }
          expect(isSame(readAll(overlay), model)).toBe(true);
        } finally {
          closeSync(parts.fd);
        }
      }),
      { numRuns: 60 },
    );
  });

  test('is one for all who hold its parts', () => {
    const { overlay, parts, fd } = openOverlay();
    const other = new Overlay(fd, SIZE, structuredClone(parts));
    overlay.write(0, pattern(SECTOR, 5));
    expect(readAll(other)).toEqual(readAll(overlay));
  });

  test('does not read from the image what a whole write replaces', () => {
    // The image ends after one cluster: whatever lies behind cannot be read from it.
    const short = openSync(folder.write('short', pattern(CLUSTER, 1)), 'r');
    onTestFinished(() => closeSync(short));
    const parts = createOverlay(SIZE);
    onTestFinished(() => closeSync(parts.fd));
    const cut = new Overlay(short, SIZE, parts);
    expect(cut.write(CLUSTER, pattern(CLUSTER, 3))).toBe(true);
    expect(cut.write(2 * CLUSTER, pattern(CLUSTER / 2, 4))).toBe(true);
    const into = new Uint8Array(1.5 * CLUSTER);
    expect(cut.read(CLUSTER, into)).toBe(true);
    expect(into.subarray(0, CLUSTER)).toEqual(pattern(CLUSTER, 3));
  });

  test('says that the host cannot read what a part of a cluster needs, and keeps what was there', () => {
    const short = openSync(folder.write('short', pattern(CLUSTER, 1)), 'r');
    const parts = createOverlay(SIZE);
    onTestFinished(() => {
      closeSync(short);
      closeSync(parts.fd);
    });
    const overlay = new Overlay(short, SIZE, parts);
    expect(overlay.write(CLUSTER + SECTOR, pattern(SECTOR, 3))).toBe(false);
    expect(overlay.read(CLUSTER, new Uint8Array(SECTOR))).toBe(false);
    const first = new Uint8Array(CLUSTER);
    expect(overlay.read(0, first)).toBe(true);
    expect(first).toEqual(pattern(CLUSTER, 1));
  });

  test('takes no writes of nothing for a cluster', () => {
    const { overlay, parts } = openOverlay();
    expect(overlay.write(0, new Uint8Array(0))).toBe(true);
    expect(new Uint8Array(parts.bitmap).every((byte) => byte === 0)).toBe(true);
  });
});

describe('the temporary file', () => {
  const inFolder = (name: string, action: () => void) => {
    const before = process.env['TMPDIR'];
    process.env['TMPDIR'] = name;
    onTestFinished(() => {
      if (before === undefined) delete process.env['TMPDIR'];
      else process.env['TMPDIR'] = before;
    });
    action();
  };

  test('is where TMPDIR says and has no name there', () => {
    inFolder(folder.file('.'), () => {
      const { fd } = createOverlay(SIZE);
      onTestFinished(() => closeSync(fd));
      expect(readdirSync(folder.file('.'))).toEqual([]);
      expect(readlinkSync(`/proc/self/fd/${fd}`)).toContain(`${folder.file('boottrace-overlay-')}`);
    });
  });

  test('goes elsewhere when that folder is none', () => {
    inFolder('/nowhere/at/all', () => {
      const { fd } = createOverlay(SIZE);
      closeSync(fd);
    });
  });

  test('costs a bit for 4 KiB, and no more than 16 MiB for a disk of any size', () => {
    const sizes = [1, CLUSTER * 8, CLUSTER * 8 + 1, 2 ** 39, 2 ** 44].map((size) => {
      const { fd, bitmap, clusterSize } = createOverlay(size);
      closeSync(fd);
      return [clusterSize, bitmap.byteLength];
    });
    expect(sizes).toEqual([
      [4096, 1],
      [4096, 1],
      [4096, 2],
      [4096, 2 ** 24],
      [2 ** 17, 2 ** 24],
    ]);
  });
});
