import { describe, expect, it } from 'vitest';
import { type Column, MAX_LAID_OUT, renderGrid } from '../../../src/reporters/terminal/aligned-table.js';
import { displayWidth } from '../../../src/reporters/words/text-width.js';
import { PLAIN } from '../sample-reports.js';

interface Item {
  readonly name: string;
  readonly n: number;
  readonly note: string;
}

const ITEMS: readonly Item[] = [
  { name: 'a', n: 5, note: 'first of them' },
  { name: 'longer', n: 12345, note: '漢字' },
];

const COLUMNS: readonly Column<Item>[] = [
  { head: 'name', align: 'left', text: ({ name }) => name },
  { head: 'n', align: 'right', text: ({ n }) => `${n}` },
  { head: 'empty', align: 'left', text: () => '' },
  { align: 'bar', min: 4, max: 6, head: (width) => '-'.repeat(width), bar: (_, width) => '#'.repeat(width) },
  { head: 'note', align: 'left', text: ({ note }) => note, min: 5, drop: 1 },
];

function grid(columns: number, items: readonly Item[] = ITEMS): readonly string[] {
  return [...renderGrid(COLUMNS, items, { ...PLAIN, columns })].join('').split('\n').slice(0, -1);
}

describe('renderGrid', () => {
  it('aligns columns, leaves out empty ones, and gives bars what is left', () => {
    expect(grid(80)).toEqual([
      'name        n  ------  note',
      'a           5  ######  first of them',
      'longer  12345  ######  漢字',
    ]);
  });

  it('cuts text before it drops a column, and drops bars last', () => {
    expect(grid(28)[1]).toBe('a           5  ####  first …');
    expect(grid(20)).toEqual(['name        n  -----', 'a           5  #####', 'longer  12345  #####']);
    expect(grid(18)).toEqual(['name        n', 'a           5', 'longer  12345']);
    expect(grid(3)).toEqual(['name        n', 'a           5', 'longer  12345']);
  });

  it('looks the same beyond what is laid out by cli-table3', () => {
    const many = Array.from({ length: MAX_LAID_OUT + 1 }, (_, at) => ITEMS[at % 2]!);
    const long = grid(80, many);
    expect(long).toHaveLength(MAX_LAID_OUT + 2);
    expect(long.slice(0, 3)).toEqual(grid(80));
    expect(grid(28, many).slice(0, 3)).toEqual(grid(28));
    for (const line of long) expect(displayWidth(line)).toBeLessThanOrEqual(80);
  });

  it('paints cells without moving anything', () => {
    const painted: readonly Column<Item>[] = [
      {
        head: 'name',
        align: 'left',
        text: ({ name }) => name,
        paint: () => (text) => `\u001b[31m${text}\u001b[39m`,
      },
      { head: 'n', align: 'right', text: ({ n }) => `${n}` },
    ];
    const unpaint = (text: string): string => text.replaceAll(/\u001b\[\d+m/g, '');
    const lines = [...renderGrid(painted, ITEMS, PLAIN)].join('');
    expect(lines).toContain('\u001b[31ma');
    expect(unpaint(lines)).toBe(
      [
        ...renderGrid(
          painted.map(({ paint: _, ...rest }) => rest as Column<Item>),
          ITEMS,
          PLAIN,
        ),
      ].join(''),
    );
  });

  it('is nothing without rows', () => expect([...renderGrid(COLUMNS, [], PLAIN)]).toEqual([]));
});

it('writes a hundred thousand rows without delay', () => {
  const items = Array.from({ length: 100_000 }, (_, n): Item => ({ name: 'x', n, note: 'note' }));
  const began = performance.now();
  expect([...renderGrid(COLUMNS, items, PLAIN)]).toHaveLength(100_001);
  expect(performance.now() - began).toBeLessThan(5000);
});

it('has an ellipsis of ASCII where there is nothing else', () => {
  expect([...renderGrid(COLUMNS, ITEMS, { ...PLAIN, columns: 28, unicode: false })][1]).toBe(
    'a           5  ####  first ~\n',
  );
});

it('looks the same on both sides of what is laid out by cli-table3', () => {
  const many = (count: number) =>
    grid(
      80,
      Array.from({ length: count }, (_, at) => ITEMS[at % 2]!),
    );
  expect(many(MAX_LAID_OUT).slice(0, 3)).toEqual(grid(80));
  expect(many(MAX_LAID_OUT)).toHaveLength(MAX_LAID_OUT + 1);
});

it('gives room to text before bars, wherever they stand', () => {
  const bar = COLUMNS[3]!;
  const text: Column<Item> = { head: 'note', align: 'left', text: ({ note }) => note, min: 5 };
  for (const columns of [
    [bar, text],
    [text, bar],
  ]) {
    const lines = [...renderGrid(columns, ITEMS, { ...PLAIN, columns: 20 })].join('');
    expect(lines).toContain('first of them');
    expect(lines).toContain('#####');
    expect(lines).not.toContain('######');
  }
});

it('keeps the end of what says so', () => {
  const columns: readonly Column<Item>[] = [
    { head: 'n', align: 'left', text: () => 'runs/a.log', min: 6, keep: 'end' },
  ];
  expect([...renderGrid(columns, ITEMS, { ...PLAIN, columns: 6 })][1]).toBe('…a.log\n');
});

it('is nothing where no row has anything', () => {
  const columns: readonly Column<Item>[] = [{ head: 'n', align: 'left', text: () => '' }];
  expect([...renderGrid(columns, ITEMS, PLAIN)]).toEqual([]);
});
