import { expect, it } from 'vitest';
import { readLinuxVersion } from '../../src/inspect/linux-banner.js';
import { SymbolTable } from '../../src/inspect/symbols/symbol-table.js';

const BASE = { virtual: 0xffff_ffff_8100_0000n, physical: 0x100_0000 };
const SYMBOLS = new SymbolTable([
  { address: BASE.virtual + 0x100n, name: 'linux_banner', type: 'D', size: null },
]);

function versionOf(text: string) {
  const bytes = new Uint8Array(0x1000);
  bytes.set(Buffer.from(text, 'latin1'), 0x100);
  return readLinuxVersion({ regions: [{ base: BASE.physical, bytes }] }, BASE, SYMBOLS);
}

it('reads the release', () => {
  expect(
    versionOf('Linux version 6.1.0-56-cloud-amd64 (debian-kernel@lists.debian.org) (gcc-12) #1 SMP'),
  ).toEqual({
    release: '6.1.0-56-cloud-amd64',
    major: 6,
    minor: 1,
  });
});

it.each(['', 'Linux version x.y ', 'Linux version 6.1\u001b[2J ', `Linux version 6.1${'1'.repeat(300)} `])(
  'takes no nonsense: %j',
  (text) => expect(versionOf(text)).toBeNull(),
);

it('is nothing without the symbol, or outside of RAM', () => {
  expect(readLinuxVersion({ regions: [] }, BASE, SYMBOLS)).toBeNull();
  expect(readLinuxVersion({ regions: [] }, BASE, new SymbolTable([]))).toBeNull();
});
