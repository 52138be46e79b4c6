import { expect, it } from 'vitest';
import { guessCallers } from '../../../src/inspect/stack/stack-scan.js';
import { STACK, sampleAt, TEXT } from '../build-orc.js';

const isCode = (address: bigint): boolean => address >= TEXT && address < TEXT + 0x1000n;
const A = TEXT + 0x110n;
const B = TEXT + 0x220n;

it('follows frame pointers where there are some', () => {
  const words = [B, STACK + 0x20n, A, 0n, 0n, B];
  const sample = sampleAt(0, words, { rbp: STACK + 8n });
  expect(guessCallers(sample, { sp: STACK, bp: sample.rbp }, isCode)).toEqual([A, B]);
});

it('follows frame pointers from the very end of the stack, past words that only look like callers', () => {
  const words = [STACK + 24n, A, B, 0n, A];
  expect(guessCallers(sampleAt(0, words), { sp: STACK, bp: STACK }, isCode)).toEqual([A, A]);
  // One below the end of the known function belongs to nobody.
  expect(guessCallers(sampleAt(0, words), { sp: STACK + 8n, bp: STACK }, isCode)).toEqual([A, B, A]);
});

it('does not take one frame for a chain', () => {
  const words = [0n, A, 0n, B];
  expect(guessCallers(sampleAt(0, words), { sp: STACK, bp: STACK }, isCode)).toEqual([A, B]);
});

it('follows a bounded number of frames', () => {
  const words = Array.from({ length: 400 }, (_, at) => (at % 2 === 0 ? STACK + 8n * BigInt(at + 2) : A));
  const found = guessCallers(sampleAt(0, words), { sp: STACK, bp: STACK }, isCode);
  expect(found).toEqual(Array(64).fill(A));
});

it('takes every word behind a call where there are none', () => {
  const sample = sampleAt(0, [1n, A, 2n, B, 0n]);
  expect(guessCallers(sample, { sp: STACK, bp: 0n }, isCode)).toEqual([A, B]);
  expect(guessCallers(sample, { sp: STACK + 16n, bp: 0n }, isCode)).toEqual([B]);
});

it('ends, on a stack of nothing else and on one that points at itself', () => {
  const many = sampleAt(0, Array<bigint>(1000).fill(A));
  expect(guessCallers(many, { sp: 0n, bp: 0n }, isCode)).toHaveLength(64);
  const loop = sampleAt(0, [STACK, A]);
  expect(guessCallers(loop, { sp: STACK, bp: STACK }, isCode)).toEqual([A]);
  expect(guessCallers(sampleAt(0, []), { sp: STACK, bp: STACK }, isCode)).toEqual([]);
});

it('asks only about words that were copied', () => {
  const asked: unknown[] = [];
  const isAsked = (address: bigint): boolean => {
    asked.push(address);
    return isCode(address);
  };
  // The second frame's caller is copied, but not where its own caller's frame is; the third is not copied at all.
  for (const words of [[STACK + 16n, A, STACK + 0x1000n, B], [STACK + 24n, A, 0n, STACK + 0x1000n], [1n]]) {
    guessCallers(sampleAt(0, words), { sp: STACK, bp: STACK }, isAsked);
    guessCallers(sampleAt(0, words), { sp: STACK, bp: STACK - 8n }, isAsked);
  }
  expect(asked.every((address) => typeof address === 'bigint')).toBe(true);
  expect(asked).toContain(B);
});
