import { describe, expect, test } from 'vitest';
import {
  aPackage,
  buffer,
  busRange,
  device,
  eisaId,
  fixedMemory,
  integer,
  ioPorts,
  ioRange,
  memoryRange,
  name,
  resources,
  scope,
} from '../../../src/vmm/loaders/aml.js';

const hex = (bytes: readonly number[]) => Buffer.from(bytes).toString('hex');

test.each([
  [0, '00'],
  [1, '01'],
  [2, '0a02'],
  [0xff, '0aff'],
  [0x100, '0b0001'],
  [0xffff, '0bffff'],
  [0x1_0000, '0c00000100'],
  [0xffff_ffff, '0cffffffff'],
])('the integer %i is the shortest there is', (value, encoded) => {
  expect(hex(integer(value))).toBe(encoded);
});

test('an EISA identifier is compressed', () => {
  expect([hex(eisaId('PNP0A03')), hex(eisaId('PNP0C02'))]).toEqual(['0c41d00a03', '0c41d00c02']);
});

test('names, devices and scopes nest', () => {
  expect(hex(name('_UID', integer(0)))).toBe('085f55494400');
  expect(hex(device('D', name('_UID', integer(1))))).toBe('5b820b445f5f5f085f55494401');
  expect(hex(scope('_SB_'))).toBe('10065c5f53425f');
  expect(hex(aPackage(integer(5), integer(0)))).toBe('1205020a0500');
});

describe('the length of a package counts itself', () => {
  test.each([61, 62, 0x0ff0, 0x1_0000])('of a buffer of %i bytes', (size) => {
    const encoded = buffer(Array.from({ length: size }, () => 7));
    const followers = encoded[1]! >> 6;
    const length =
      followers === 0
        ? encoded[1]!
        : Array.from({ length: followers }, (_, i) => encoded[2 + i]! * 2 ** (4 + 8 * i)).reduce(
            (sum, part) => sum + part,
            encoded[1]! & 0xf,
          );
    expect(length).toBe(encoded.length - 1);
  });
});

test('resources are as ACPI 6.4, section 6.4 has them', () => {
  expect(hex(busRange(0, 0))).toBe('880d00020c0000000000000000000100');
  expect(hex(ioRange(0xd00, 0xffff))).toBe('880d00010c030000000dffff000000f3'.padEnd(32, '0'));
  expect(hex(memoryRange(0xc000_0000, 0xdfff_ffff))).toBe(
    '871700000c0100000000000000c0ffffffdf0000000000000020',
  );
  expect(hex(ioPorts(0xcf8, 8))).toBe('4701f80cf80c0108');
  expect(hex(fixedMemory(0xe000_0000, 0x10_0000))).toBe('86090001000000e000001000');
  expect(hex(resources(ioPorts(1, 1)))).toBe('110d0a0a47010100010001017900');
});
