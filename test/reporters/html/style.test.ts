import { expect, test } from 'vitest';
import { PAGE_STYLE } from '../../../src/reporters/html/style.js';
import { SCHEMES } from '../../../src/reporters/svg/style.js';

test('colours are those of the drawings, so that both schemes are checked in one place', () => {
  const names = [...PAGE_STYLE.text.matchAll(/var\(--([\w]+)\)/g)].map(([, name]) => name!);
  expect(names.filter((name) => !(name in SCHEMES.light))).toEqual([]);
  expect(PAGE_STYLE.text).not.toMatch(/#[0-9a-f]{3,6}\b/i);
});

test('nothing is loaded, and nothing ends the style', () => {
  expect(PAGE_STYLE.text).not.toMatch(/url\(|@import|@font-face|<\//);
  expect(PAGE_STYLE.text.split('{').length).toBe(PAGE_STYLE.text.split('}').length);
});
