/**
 * Prepares the ROM image of a guest for QEMU, which accepts only multiples of 64 KiB. A smaller image is padded with
 * ones at the front, so that it still ends at 4 GiB. The padded file has no name, so it needs no removal.
 */
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { EnvironmentError } from '../../trace/errors.js';

const ROM_UNIT = 64 * 1024;
const ERASED = 0xff;

export interface Firmware {
  /** Descriptor of the padded image, for QEMU to inherit; null when the file will do as it is. */
  readonly fd: number | null;
  close(): void;
}

const AS_IT_IS: Firmware = { fd: null, close: () => undefined };

/** @param file readable. Throws EnvironmentError when there is no room for a padded copy. */
export function openFirmware(file: string): Firmware {
  const excess = statSync(file).size % ROM_UNIT;
  if (excess === 0) return AS_IT_IS;
  const padded = Buffer.concat([Buffer.alloc(ROM_UNIT - excess, ERASED), readFileSync(file)]);
  try {
    const fd = openNameless();
    writeFileSync(fd, padded);
    return { fd, close: () => closeSync(fd) };
  } catch (error) {
    const [reason] = (error as Error).message.split(',');
    throw new EnvironmentError(
      'no-temporary-file',
      `cannot make a temporary file in ${os.tmpdir()} for the firmware, which QEMU takes in units of 64 KiB: ${reason}`,
      ['choose a writable folder: TMPDIR=/path', 'pad the beginning of the image to a multiple of 64 KiB'],
    );
  }
}

function openNameless(): number {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'boottrace-rom-'));
  try {
    return openSync(path.join(folder, 'rom'), 'wx+');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
