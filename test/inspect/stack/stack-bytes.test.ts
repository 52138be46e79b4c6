import { expect, it } from 'vitest';
import { stackOf } from '../../../src/inspect/stack/stack-bytes.js';
import { wordBytes } from '../build-orc.js';

const STACK = stackOf({
  rsp: 0x1000n,
  stack: wordBytes([1n, 2n]),
  outer: { address: 0x8000n, bytes: wordBytes([3n]) },
});

it('has words where bytes were copied, of either stack', () => {
  expect([0x1000n, 0x1008n, 0x8000n].map((at) => STACK.word(at))).toEqual([1n, 2n, 3n]);
  expect([0xfffn, 0x1009n, 0x1010n, 0x8001n, 0n].map((at) => STACK.word(at))).toEqual(Array(5).fill(null));
});

it('tells the stacks apart; the end of one still belongs to it', () => {
  expect([0x1000n, 0x1010n, 0x8008n, 0x4000n].map((at) => STACK.pieceOf(at))).toEqual([0, 0, 1, null]);
});
