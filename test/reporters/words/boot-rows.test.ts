import { expect, test } from 'vitest';
import { bootRows } from '../../../src/reporters/words/boot-rows.js';
import { bootOf } from '../../stages/build-boot.js';
import { BOOT, reading, report, scaled, set } from '../sample-reports.js';

test('each boot that counts has its rows, and the total last', () => {
  const [first, ...others] = bootRows(report('report', [reading(...set(1), { ...scaled(2), warmup: true })]));
  expect(others).toHaveLength(9);
  expect(first!.map(({ name }) => name)).toEqual(['vmm', 'setup', 'firmware', 'kernel', 'total']);
  expect(first!.find(({ name }) => name === 'kernel')).toEqual({
    name: 'kernel',
    side: null,
    timeNs: 342_644_000,
  });
});

test('a boot that is alone is shown whatever became of it', () => {
  const cut = bootOf(BOOT.slice(0, 5));
  expect(bootRows(report('report', [reading(cut)]))).toHaveLength(1);
  expect(bootRows(report('report', [reading()]))).toEqual([]);
});
