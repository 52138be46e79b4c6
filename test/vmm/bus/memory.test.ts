import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { GuestAddressError, GuestMemory } from '../../../src/vmm/bus/memory.js';

const HIGH = 2 ** 32;

function create() {
  return new GuestMemory([
    { base: 0, bytes: new Uint8Array(0x1000) },
    { base: HIGH, bytes: new Uint8Array(0x800) },
  ]);
}

describe('guest memory', () => {
  test('has the size of all its regions', () => {
    expect(create().size).toBe(0x1800);
  });

  test('is the same bytes, however it is looked at', () => {
    const memory = create();
    memory.write(HIGH + 0x7fc, Uint8Array.of(1, 2, 3, 4));
    expect(memory.view(HIGH + 0x7fc, 4).getUint32(0, true)).toBe(0x0403_0201);
    memory.slice(0, 1)[0] = 9;
    expect(memory.regions[0]!.bytes[0]).toBe(9);
    expect(memory.slice(0xfff, 1)).toHaveLength(1);
    expect(memory.slice(0x1000, 0)).toHaveLength(0);
  });

  test.each([
    ['past the end of a region', 0xfff, 2],
    ['in the hole', 0x1000, 1],
    ['before a region', HIGH - 1, 2],
    ['past the last', HIGH + 0x7ff, 2],
    ['negative', -1, 1],
    ['of a negative length', 0x10, -1],
    ['of a huge length', 0, Number.MAX_SAFE_INTEGER],
    ['not a number', Number.NaN, 1],
    ['infinite', Number.POSITIVE_INFINITY, 1],
  ])('refuses an address %s', (_name, address, length) => {
    const memory = create();
    expect(() => memory.slice(address, length)).toThrow(GuestAddressError);
    expect(() => memory.view(address, length)).toThrow(GuestAddressError);
    expect(memory.contains(address, length)).toBe(false);
  });

  test('writes all of the data or none of it', () => {
    const memory = create();
    expect(() => memory.write(0xffe, Uint8Array.of(1, 2, 3))).toThrow(
      'guest address 0xffe + 3 bytes is not RAM',
    );
    expect(memory.slice(0xffe, 2)).toEqual(Uint8Array.of(0, 0));
  });

  test('never hands out a byte outside of the range asked for', () => {
    const memory = create();
    const address = fc.oneof(
      fc.integer({ min: -16, max: 0x1010 }),
      fc.integer({ min: HIGH - 16, max: HIGH + 0x810 }),
    );
    fc.assert(
      fc.property(address, fc.integer({ min: -4, max: 64 }), (at, length) => {
        const inLow = length >= 0 && at >= 0 && at + length <= 0x1000;
        const inHigh = length >= 0 && at >= HIGH && at + length <= HIGH + 0x800;
        expect(memory.contains(at, length)).toBe(inLow || inHigh);
        if (!inLow && !inHigh) expect(() => memory.slice(at, length)).toThrow(GuestAddressError);
        else expect(memory.slice(at, length)).toHaveLength(length);
      }),
    );
  });
});
