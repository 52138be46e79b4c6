/**
 * Node gives standard input and output their terminal modes back as it ends, and aborts when that fails, as it does of a
 * terminal that is gone (`ResetStdio` in src/node.cc). So such a terminal is let go before.
 */
import { closeSync, fstatSync, openSync } from 'node:fs';
import { isatty } from 'node:tty';

/** Puts /dev/null in the place of every one of these, the standard streams, that is a device and no terminal, as one that has hung up. */
export function letGoOfVanishedTerminals(descriptors: readonly number[] = [0, 1, 2]): void {
  for (const fd of descriptors) {
    try {
      if (!fstatSync(fd).isCharacterDevice() || isatty(fd)) continue;
      closeSync(fd);
      // The lowest free number, which is the one just closed.
      openSync('/dev/null', 'r+');
    } catch {
      // The parent closed it, so there is nothing to restore.
    }
  }
}
