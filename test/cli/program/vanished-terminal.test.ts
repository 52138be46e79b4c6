import { closeSync, constants, fstatSync, openSync } from 'node:fs';
import { isatty } from 'node:tty';
import { expect, test } from 'vitest';
import { letGoOfVanishedTerminals } from '../../../src/cli/program/vanished-terminal.js';
import { openPty } from '../../../src/vmm/kvm/pty.js';
import { temporaryFolder } from '../../helpers/temporary-folder.js';

const folder = temporaryFolder();

/** What an open descriptor stands for; null for a closed one. */
function identity(fd: number): string | null {
  try {
    const { dev, ino } = fstatSync(fd);
    return `${dev}:${ino}`;
  } catch {
    return null;
  }
}

test('a terminal that hung up is let go; one that lives, a file and a closed descriptor are left alone', () => {
  const [gone, alive] = [openPty(), openPty()];
  const open = (path: string) => openSync(path, constants.O_RDWR | constants.O_NOCTTY);
  const [hungUp, terminal, file, closed] = [
    open(gone.path),
    open(alive.path),
    open(folder.write('file', '')),
    open('/dev/null'),
  ];
  closeSync(closed);
  const before = [hungUp, terminal, file].map(identity);
  gone.close();
  letGoOfVanishedTerminals([hungUp, terminal, file]);
  const after = [hungUp, terminal, file].map(identity);
  expect(after.slice(1)).toEqual(before.slice(1));
  expect(after[0]).not.toBe(before[0]);
  expect(isatty(hungUp)).toBe(false);
  expect(() => letGoOfVanishedTerminals([closed])).not.toThrow();
  alive.close();
});
