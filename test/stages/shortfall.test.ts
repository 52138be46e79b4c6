import { expect, it } from 'vitest';
import { sortBoots } from '../../src/stages/shortfall.js';
import { BUILT_IN_TABLE } from '../../src/stages/table/built-in-table.js';
import type { Boot, StopReason } from '../../src/trace/boot.js';
import type { Timeline } from '../../src/trace/report/timeline.js';
import { timelineOf, type Written } from './build-boot.js';

function boot(codes: readonly number[], reason: StopReason | null = null, changes: Partial<Boot> = {}) {
  const stop = reason === null ? null : { reason, detail: null };
  return timelineOf(
    codes.map((code, at): Written => [code, at]),
    { boot: { stop, ...changes } },
  );
}
const good = boot([0x40, 0x41, 0x60, 0x61]);
const hung = boot([0x40]);
const short = boot([0x40, 0x41]);
const crashed = boot([0x40, 0x41, 0x60, 0x61], 'crash');

const sort = (base: readonly Timeline[], head: readonly Timeline[]) => {
  const { base: from, head: to, leastReach } = sortBoots(base, head, BUILT_IN_TABLE);
  const counts = ({ boots, counted, failed }: typeof from) => [boots.length, counted.length, failed.length];
  return [counts(from), counts(to), leastReach];
};

it('counts as failed what did not finish, and what of head got less far than every finished boot of base', () => {
  expect(sort([good, good, hung], [good, hung, short, crashed])).toEqual([[3, 2, 1], [4, 1, 3], 7]);
});

it('goes by the least that a finished boot of base reached', () => {
  expect(sort([good, short], [short, good])).toEqual([[2, 2, 0], [2, 2, 0], 5]);
  expect(sort([hung, hung], [short, short])).toEqual([[2, 0, 2], [2, 2, 0], null]);
});

it('leaves out warm-ups and boots that their user interrupted', () => {
  const warm = boot([0x40], 'crash', { warmup: true });
  expect(sort([warm, good, good], [boot([0x40], 'interrupted'), good, good])).toEqual([
    [2, 2, 0],
    [2, 2, 0],
    7,
  ]);
});

it('shows what a boot that is alone measured, unless it failed outright', () => {
  expect(sort([good], [hung])).toEqual([[1, 1, 0], [1, 1, 1], 7]);
  expect(sort([good], [crashed])).toEqual([[1, 1, 0], [1, 0, 1], 7]);
});
