/** What a path or an open descriptor stands for, so that every spelling of one file is known as that file. */
import { type BigIntStats, fstatSync, readlinkSync, statSync } from 'node:fs';
import path from 'node:path';

/** As many links as Linux follows in one path (path_resolution(7)). */
const MAX_LINKS = 40;

/**
 * The same text for two names of one regular file or one block device: hard links, symbolic links, other spellings. A file
 * that is not there yet is known by its folder and name. Null for what can be shared (terminals, pipes, sockets, character
 * devices such as /dev/null), for folders, and for what cannot be looked at.
 */
export function fileIdentity(file: string | number): string | null {
  try {
    if (typeof file === 'number') return identityOf(fstatSync(file, { bigint: true }));
    const stats = statSync(file, { bigint: true, throwIfNoEntry: false });
    return stats === undefined ? absentIdentity(file) : identityOf(stats);
  } catch {
    // The code that opens the file reports the error.
    return null;
  }
}

function identityOf(stats: BigIntStats): string | null {
  if (stats.isBlockDevice()) return `device ${stats.rdev}`;
  return stats.isFile() ? `file ${numberOf(stats)}` : null;
}

function numberOf({ dev, ino }: BigIntStats): string {
  return `${dev}:${ino}`;
}

/** Links are followed by hand: the last of them may lead to a file that is still to be made. */
function absentIdentity(file: string): string | null {
  let name = file;
  for (let links = 0; links <= MAX_LINKS; links += 1) {
    const target = linkTarget(name);
    if (target === null) {
      if (path.basename(name) === '') return null;
      const folder = statSync(path.dirname(name), { bigint: true, throwIfNoEntry: false });
      return folder === undefined ? null : `absent ${numberOf(folder)}/${path.basename(name)}`;
    }
    // Not normalized: `..` behind a link to a folder is that folder's parent.
    name = path.isAbsolute(target) ? target : `${path.dirname(name)}/${target}`;
  }
  return null;
}

/** Null if it is not a link. */
function linkTarget(name: string): string | null {
  try {
    return readlinkSync(name);
  } catch {
    return null;
  }
}
