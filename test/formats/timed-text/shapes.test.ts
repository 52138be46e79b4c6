import { expect, it } from 'vitest';
import { findShape, readShape } from '../../../src/formats/timed-text/shapes.js';

const three = (line: (time: string) => string) => ['0.10', '0.25', '1.50'].map(line);

it.each([
  ['brackets', three((time) => `[   ${time}] main: words`)],
  ['brackets with a unit', three((time) => `[vm-init] [${time}s] words`)],
  ['a number alone', three((time) => `${time} words`)],
  ['a unit', three((time) => `${time.replace('.', '')} ms: words`)],
  ['parentheses', three((time) => `(${time} s) words`)],
  ['a plus', three((time) => `+${time}s words`)],
])('finds %s', (_, lines) => {
  const shape = findShape(lines);
  expect(shape).not.toBeNull();
  expect(readShape(shape!, lines[2]!)).toMatchObject({ text: lines[2]!.replace(/^.*?(?=main|words)/, '') });
});

it.each([
  ['too few lines', ['0.10 a b', '0.20 words']],
  ['times that do not rise', ['0.90 words', '0.50 words', '0.30 words', '0.10 words']],
  ['few of many lines', [...three((time) => `${time} words`), 'a', 'b', 'c', 'd']],
  ['numbers behind numbers', three((time) => `${time} 17`)],
])('finds none in %s', (_, lines) => {
  expect(findShape(lines)).toBeNull();
});
