import { expect, test } from 'vitest';
import { EDK2_CODES, IPXE_CODES, U_BOOT_CODES } from '../../../src/stages/table/post-code-tables.js';

test('the tables have the codes of their sources, and names that differ', () => {
  expect([...EDK2_CODES.names.keys()]).toEqual([0x16, 0x32, 0x64, 0xb0, 0xb1, 0xf0, 0xf1]);
  expect([U_BOOT_CODES.names.get(0x1e), U_BOOT_CODES.names.get(0x30)]).toEqual(['start', 'DRAM']);
  for (const { names } of [EDK2_CODES, U_BOOT_CODES, IPXE_CODES])
    expect(new Set(names.values()).size).toBe(names.size);
});
