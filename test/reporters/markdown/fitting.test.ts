import { expect, test } from 'vitest';
import { fitParts, folded, type Part, shown } from '../../../src/reporters/markdown/fitting.js';

const part = (count: number, length = 10): Part => ({
  open: '<open>',
  lines: Array.from({ length: count }, () => 'x'.repeat(length)),
  close: '<close>',
  noun: 'lines',
});

test('what fits is whole', () => {
  expect([...fitParts([part(2), part(1)], 1000)].join('')).toBe(
    `<open>${'x'.repeat(20)}<close><open>${'x'.repeat(10)}<close>`,
  );
});

test('what does not fit is cut, counted, and closed', () => {
  const text = [...fitParts([part(100)], 300)].join('');
  expect(text).toMatch(/^<open>x+\nand \d+ more lines\n<close>$/);
  expect(text.length).toBeLessThanOrEqual(300);
  const shown = text.match(/x/g)!.length / 10;
  expect(text).toContain(`and ${100 - shown} more`);
});

test.each([0, 50, 100, 200, 500])('never more than %i characters', (limit) => {
  const parts = [part(3), part(1000), part(5, 400), part(2)];
  expect([...fitParts(parts, limit)].join('').length).toBeLessThanOrEqual(limit);
});

test('the head of a folded table is not one of its rows', () => {
  const { open, lines } = folded('T', ['| a |\n', '| :--- |\n', '| 1 |\n'], 'rows');
  expect(open).toBe('\n<details><summary>T</summary>\n\n| a |\n| :--- |\n');
  expect(lines).toEqual(['| 1 |\n']);
  expect(folded('T', ['- a\n', '- b\n'], 'notes').lines).toHaveLength(2);
});

test('a table in the open has its head in front', () => {
  expect(shown(['| a |\n', '| - |\n', '| 1 |\n'])).toEqual({
    open: '\n| a |\n| - |\n',
    lines: ['| 1 |\n'],
    close: '',
  });
});
