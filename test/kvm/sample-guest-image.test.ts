/** The committed image of the sample guest is what its source gives. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { describeWith, requirement } from '../helpers/requirements.js';
import { ROOT } from '../helpers/run-cli.js';

const GUEST = path.join(ROOT, 'samples', 'guest');

describeWith([requirement.debianPackage('nasm', 'nasm')], 'the sample guest’s image', () => {
  test('is what build.sh assembles, byte for byte', () => {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'boottrace-image-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const built = path.join(folder, 'built.bin');
    execFileSync(path.join(GUEST, 'build.sh'), [built]);
    expect(readFileSync(built).equals(readFileSync(path.join(GUEST, 'sample-guest.bin')))).toBe(true);
  });
});
