import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { isUefiRom, keepsVariables } from '../../../src/vmm/loaders/uefi-volume.js';
import { pattern } from './kernel-files.js';

function volume(fileSystem: string): Uint8Array {
  const rom = new Uint8Array(4096);
  rom.set(Buffer.from(fileSystem, 'hex'), 0x10);
  rom.set(new TextEncoder().encode('_FVH'), 0x28);
  return rom;
}

test.each([
  ['code', volume('78e58c8c3d8a1c4f9935896185c32dd3'), true, false],
  ['variables before code', volume('8d2bf1ff96768b4ca9852747075b4f50'), true, true],
  ['another ROM', pattern(4096), false, false],
  ['a few bytes', new Uint8Array(40), false, false],
])('%s', (_name, rom, isUefi, keeps) => {
  expect([isUefiRom(rom), keepsVariables(rom)]).toEqual([isUefi, keeps]);
});

const DEBIAN: readonly [file: string, isUefi: boolean, keeps: boolean][] = [
  ['/usr/share/ovmf/OVMF.fd', true, true],
  ['/usr/share/OVMF/OVMF_CODE_4M.fd', true, false],
  ['/usr/share/seabios/bios-256k.bin', false, false],
];

test.each(DEBIAN.filter(([file]) => existsSync(file)))('%s of Debian', (file, isUefi, keeps) => {
  const rom = readFileSync(file);
  expect([isUefiRom(rom), keepsVariables(rom)]).toEqual([isUefi, keeps]);
});
