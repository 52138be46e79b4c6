import path from 'node:path';
import { Script } from 'node:vm';
import { expect, test } from 'vitest';
import { bundleClient } from '../../../scripts/client-script.mjs';
import { CLIENT_SCRIPT } from '../../../src/reporters/html/client-script.js';

test('is what its sources make, and says nothing of where they lie', async () => {
  const root = path.join(import.meta.dirname, '..', '..', '..');
  expect(CLIENT_SCRIPT === (await bundleClient(root)), 'npm run build makes it anew').toBe(true);
  expect(CLIENT_SCRIPT).not.toMatch(/\.ts\b|src\//);
});

test('compiles, and nothing in it ends the element it stands in', () => {
  expect(() => new Script(CLIENT_SCRIPT)).not.toThrow();
  expect(CLIENT_SCRIPT).not.toMatch(/<\/|<!--/);
  expect(CLIENT_SCRIPT).toMatch(/^[\x20-\x7e\n]*$/);
});

test('makes no markup out of text, and asks nobody for anything', () => {
  expect(CLIENT_SCRIPT).not.toMatch(/innerHTML|outerHTML|insertAdjacent|document\.write|eval|Function\(/);
  expect(CLIENT_SCRIPT).not.toMatch(/fetch|XMLHttpRequest|WebSocket|import\(|https?:(?!\/\/www\.w3\.org)/);
  expect(CLIENT_SCRIPT).not.toMatch(/setAttribute\(["'`]style/);
});

test('is a small part of the page', () => {
  expect(CLIENT_SCRIPT.length).toBeLessThan(16_000);
});
