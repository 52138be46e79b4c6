import { Script } from 'node:vm';
import { expect, test } from 'vitest';
import { PAGE_SCRIPT } from '../../../src/reporters/html/script.js';

test('compiles, and nothing in it ends the element it stands in', () => {
  expect(() => new Script(PAGE_SCRIPT)).not.toThrow();
  expect(PAGE_SCRIPT).not.toMatch(/<\/|<!--/);
});

test('makes no markup out of text, and asks nobody for anything', () => {
  expect(PAGE_SCRIPT).not.toMatch(/innerHTML|outerHTML|insertAdjacent|document\.write|eval|Function\(/);
  expect(PAGE_SCRIPT).not.toMatch(/fetch|XMLHttpRequest|WebSocket|import\(|https?:(?!\/\/www\.w3\.org)/);
  expect(PAGE_SCRIPT).not.toContain("setAttribute('style");
});
