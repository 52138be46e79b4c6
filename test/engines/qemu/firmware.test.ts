import { closeSync, fstatSync, readdirSync, readSync } from 'node:fs';
import os from 'node:os';
import { expect, onTestFinished, test } from 'vitest';
import { openFirmware } from '../../../src/engines/qemu/firmware.js';
import { EnvironmentError } from '../../../src/trace/errors.js';
import { temporaryFolder } from '../../helpers/temporary-folder.js';

const folder = temporaryFolder();

test('an image of whole 64 KiB is taken as it is', () => {
  const firmware = openFirmware(folder.write('rom', Buffer.alloc(2 * 65_536)));
  expect(firmware.fd).toBeNull();
  firmware.close();
});

test.each([1, 4096, 65_537])(
  'an image of %i bytes ends where it should, in a file that has no name',
  (size) => {
    const image = Buffer.alloc(size, 0x5a);
    const firmware = openFirmware(folder.write('rom', image));
    const fd = firmware.fd!;
    const padded = Buffer.alloc(fstatSync(fd).size);
    readSync(fd, padded, 0, padded.length, 0);
    expect(padded.length % 65_536).toBe(0);
    expect(padded.length - size).toBeLessThan(65_536);
    expect(padded.subarray(-size)).toEqual(image);
    expect(new Set(padded.subarray(0, -size))).toEqual(new Set([0xff]));
    expect(fstatSync(fd).nlink).toBe(0);
    expect(readdirSync(os.tmpdir()).filter((name) => name.startsWith('boottrace-rom-'))).toEqual([]);
    firmware.close();
    expect(() => closeSync(fd)).toThrow('EBADF');
  },
);

test('a folder for temporary files that is not there is said, with what names another', () => {
  const before = process.env['TMPDIR'];
  onTestFinished(() => {
    if (before === undefined) delete process.env['TMPDIR'];
    else process.env['TMPDIR'] = before;
  });
  const rom = folder.write('rom', Buffer.alloc(4096));
  process.env['TMPDIR'] = '/nowhere';
  expect(() => openFirmware(rom)).toThrow(EnvironmentError);
  expect(() => openFirmware(rom)).toThrow(/temporary file in \/nowhere .*no such file or directory/);
});
