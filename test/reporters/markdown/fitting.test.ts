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

test('what follows a line that does not fit is not shown either, so that nothing is missing in between', () => {
  const lines = ['a'.repeat(10), 'b'.repeat(500), 'c'.repeat(10)];
  expect([...fitParts([{ ...part(0), lines }], 300)].join('')).toBe(
    `<open>${'a'.repeat(10)}\nand 2 more lines\n<close>`,
  );
});

test('a part fits to the last character', () => {
  const frame = '<open>'.length + '<close>'.length + 80;
  const fits = (limit: number, count: number) => [...fitParts([part(count)], limit)].join('');
  expect(fits(frame + 10, 1)).toBe(`<open>${'x'.repeat(10)}<close>`);
  expect(fits(frame + 9, 1)).toBe('<open>\nand 1 more lines\n<close>');
  expect(fits(frame, 0)).toBe('<open><close>');
  expect(fits(frame - 1, 0)).toBe('');
});

test('what is folded ends where it ends, also when it is empty', () => {
  expect(folded('T', [], 'rows')).toEqual({
    open: '\n<details><summary>T</summary>\n\n',
    lines: [],
    close: '\n</details>\n',
    noun: 'rows',
  });
});
