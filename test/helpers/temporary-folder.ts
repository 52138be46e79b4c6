/** A folder of its own for every test of a file, gone afterwards. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach } from 'vitest';

export interface TemporaryFolder {
  /** Path of a file in the folder. */
  file(name: string): string;
  /** Writes a file; returns its path. */
  write(name: string, content: string | Uint8Array): string;
}

/** To be called at the top of a test file or of a `describe`. */
export function temporaryFolder(): TemporaryFolder {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'boottrace-test-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));
  const file = (name: string): string => path.join(folder, name);
  return {
    file,
    write(name, content) {
      writeFileSync(file(name), content);
      return file(name);
    },
  };
}
