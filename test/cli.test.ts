import { readdirSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { COMMANDS } from '../src/cli.js';

test('every file of src/commands is a command, under its own name', () => {
  const folder = readdirSync(path.join(import.meta.dirname, '..', 'src', 'commands'));
  const files = folder.filter((name) => name.endsWith('.ts'));
  expect(Object.keys(COMMANDS).sort()).toEqual(files.map((file) => file.replace(/\.ts$/, '')).sort());
});

test.each(Object.entries(COMMANDS))('%s says what it does and shows how', (_, command) => {
  expect(command.summary).toMatch(/^[A-Z].*\.$/);
  expect(command.examples.length).toBeGreaterThan(0);
  expect(command.enableJsonFlag).toBe(false);
});
