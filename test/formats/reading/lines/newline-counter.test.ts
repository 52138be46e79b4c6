import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  createCountedMemory,
  createPlainMemory,
} from '../../../../src/formats/reading/lines/newline-counter.js';

const SIZE = 4096;

function countByHand(bytes: Uint8Array, from: number, to: number): number {
  return bytes.subarray(from, to).filter((byte) => byte === 0x0a).length;
}

describe.each([
  ['SIMD', createCountedMemory],
  ['plain', createPlainMemory],
])('%s memory', (_, create) => {
  it('counts line ends in any part of any bytes', () => {
    const memory = create(SIZE);
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(0x0a, 0x0b, 0x8a, 0xff, 0x00), {
          minLength: 1,
          maxLength: SIZE,
          size: 'max',
        }),
        fc.nat(SIZE),
        fc.nat(SIZE),
        (content, a, b) => {
          memory.bytes.set(content);
          const [from, to] = [Math.min(a, b), Math.max(a, b)];
          expect(memory.countNewlines(from, to)).toBe(countByHand(memory.bytes, from, to));
        },
      ),
    );
  });

  it('counts more than a byte or a word could hold', () => {
    const memory = create(100_000);
    memory.bytes.fill(0x0a);
    expect(memory.countNewlines(1, 99_999)).toBe(99_998);
    expect(memory.countNewlines(5, 5)).toBe(0);
  });
});

it('uses SIMD where these tests run, not its replacement', () => {
  expect(createCountedMemory(SIZE).countNewlines.toString()).not.toBe(
    createPlainMemory(SIZE).countNewlines.toString(),
  );
});

it('counts without WebAssembly too', () => {
  const saved = globalThis as { WebAssembly?: unknown };
  const { WebAssembly: original } = saved;
  saved.WebAssembly = undefined;
  try {
    const memory = createCountedMemory(SIZE);
    memory.bytes.fill(0x0a);
    expect(memory.countNewlines(0, SIZE)).toBe(SIZE);
  } finally {
    saved.WebAssembly = original;
  }
});
