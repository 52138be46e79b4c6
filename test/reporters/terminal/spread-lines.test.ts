import { expect, it } from 'vitest';
import { createPalette } from '../../../src/reporters/terminal/palette.js';
import { renderSpread } from '../../../src/reporters/terminal/spread-lines.js';

const MS = { name: 'ms', ns: 1e6 };
const lines = (...rows: Parameters<typeof renderSpread>[0]) => [
  ...renderSpread(rows, MS, createPalette({ color: false })),
];

it('says outliers and humps, and nothing of rows that hide nothing', () => {
  const humps = [
    { n: 6, medianNs: 80_100_000 },
    { n: 4, medianNs: 92_000_000 },
  ] as const;
  expect(
    lines({ name: 'setup', outliers: [], humps: null }, { name: 'kernel', outliers: [95_400_000], humps }),
  ).toEqual([
    'two humps of kernel: 6 around 80.100 ms, 4 around 92.000 ms\n',
    'outliers of kernel: 95.400 ms\n',
  ]);
});

it('lists ten outliers and counts the rest', () => {
  const outliers = Array.from({ length: 14 }, (_, at) => at * 1e6);
  expect(lines({ name: 'a', outliers, humps: null })[0]).toMatch(
    /^outliers of a: 0\.000 ms, .*9\.000 ms and 4 more\n$/,
  );
});
