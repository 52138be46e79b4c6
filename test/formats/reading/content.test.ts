import { expect, it } from 'vitest';
import { judgeContent } from '../../../src/formats/reading/content.js';

it.each([
  ['', 'empty'],
  [' \n\n', 'empty'],
  ['# Runs\n\nBooted on 2026-01-02, 80 ms each, 3.5 s in all.\n', 'other'],
  ['{"started": "2026-01-02T03:04:05Z", "seconds": 1.25}\n', 'other'],
  ['1.0.0\n2.10\n', 'other'],
  ['[    0.000000] hello\n', 'log'],
  ['0.123456 hello\n', 'log'],
  ['first\r\n12:34:56 hello\r\n', 'log'],
  ['2026-01-02T03:04:05Z hello\n', 'log'],
  ['<Jan  5 12:34:56> hello\n', 'log'],
  ['went on\nhello 0.123456 seconds\r\n', 'log'],
])('%j is %s', (head, content) => expect(judgeContent(head, false)).toBe(content));

it('what a format knows is a log, whatever it holds', () => {
  expect(judgeContent('anything', true)).toBe('log');
  expect(judgeContent('\n', true)).toBe('empty');
});
