import { expect, test } from 'vitest';
import { SeenPagings } from '../../src/inspect/seen-pagings.js';

function seen(roots: readonly number[]): readonly number[] {
  const pagings = new SeenPagings();
  for (const root of roots) pagings.note(BigInt(root));
  return pagings.all.filter(({ la57 }) => !la57).map(({ cr3 }) => Number(cr3));
}

test('each is there once, the latest first', () => {
  expect(seen([1, 2, 1, 3, 2])).toEqual([2, 3, 1]);
  expect(seen([])).toEqual([]);
});

test('each may have four levels or five', () => {
  const pagings = new SeenPagings();
  pagings.note(0x1000n);
  expect(pagings.all).toEqual([
    { cr3: 0x1000n, la57: false },
    { cr3: 0x1000n, la57: true },
  ]);
});

test('of a guest that changes them all the time, the first and the latest are kept', () => {
  const kept = seen(Array.from({ length: 100_000 }, (_, at) => at));
  expect(kept.slice(0, 32)).toEqual(Array.from({ length: 32 }, (_, at) => 99_999 - at));
  expect(kept.slice(32)).toEqual(Array.from({ length: 16 }, (_, at) => at));
});
