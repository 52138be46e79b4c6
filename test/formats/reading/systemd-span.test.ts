import { expect, it } from 'vitest';
import { SPAN, spanNs } from '../../../src/formats/reading/systemd-span.js';

it.each([
  ['1min 2.345s', 62.345e9],
  ['4min 26.146s', 266.146e9],
  ['9673ms', 9.673e9],
  ['12us', 12_000],
  ['0', 0],
  ['1y 2month', null],
])('reads %j', (text, ns) => {
  expect(new RegExp(`^${SPAN}$`).test(text)).toBe(true);
  expect(spanNs(text)).toBe(ns);
});
