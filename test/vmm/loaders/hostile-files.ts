/** Arbitrary damage to a kernel file, and memory that notices when something is written beside it. */
import fc from 'fast-check';
import { expect } from 'vitest';
import { GuestMemory } from '../../../src/vmm/bus/memory.js';
import { put } from './kernel-files.js';

const GUARD = 4096;

/** RAM with guards of a known byte before and behind it; `check` fails when one has changed. */
export function guardedMemory(size: number) {
  const bytes = new Uint8Array(GUARD + size + GUARD).fill(0xa5);
  const guards = [bytes.subarray(0, GUARD), bytes.subarray(GUARD + size)];
  const expected = Buffer.alloc(GUARD, 0xa5);
  const memory = new GuestMemory([{ base: 0, bytes: bytes.subarray(GUARD, GUARD + size) }]);
  return {
    memory,
    check: () => expect(guards.every((guard) => expected.equals(guard))).toBe(true),
  };
}

/** Numbers at which unchecked arithmetic goes wrong. */
const EDGES = [
  0n,
  1n,
  15n,
  0x1000n,
  0x7000n,
  0xf_ffffn,
  0x10_0000n,
  0x80_0000n,
  0x7fff_ffffn,
  0x8000_0000n,
  0xc000_0000n,
  0xffff_ffffn,
  2n ** 32n,
  2n ** 53n,
  2n ** 63n,
  2n ** 64n - 1n,
  2n ** 64n - 0x1000n,
];

interface Targets {
  /** Numbers worth a strange value: offset and bytes. */
  readonly fields: readonly (readonly [at: number, size: number])[];
  /** Bytes worth any value: from, to. */
  readonly header: readonly [from: number, to: number];
}

/** Copies of the file with strange numbers, other bytes in its header, and sometimes its end cut off. */
export function mutated(file: Uint8Array, { fields, header }: Targets): fc.Arbitrary<Uint8Array> {
  const number = fc.tuple(
    fc.constantFrom(...fields),
    fc.oneof(fc.constantFrom(...EDGES), fc.bigInt(0n, 2n ** 64n - 1n)),
  );
  const byte = fc.tuple(fc.integer({ min: header[0], max: header[1] - 1 }), fc.nat(255));
  return fc
    .record({
      numbers: fc.array(number, { maxLength: 2 }),
      bytes: fc.array(byte, { maxLength: 1 }),
      length: fc.option(fc.nat(file.length), { freq: 5, nil: file.length }),
    })
    .map(({ numbers, bytes, length }) => {
      const copy = file.slice();
      for (const [[at, size], value] of numbers) put(copy, at, size, value);
      for (const [at, value] of bytes) copy[at] = value;
      return copy.subarray(0, length);
    });
}
