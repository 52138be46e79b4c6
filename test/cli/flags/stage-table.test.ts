import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { loadStageTable } from '../../../src/cli/flags/stage-table.js';
import { BUILT_IN_TABLE } from '../../../src/stages/table/built-in-table.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'boottrace-table-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('without a file the built-in table is in force', async () => {
  expect(await loadStageTable(undefined)).toBe(BUILT_IN_TABLE);
});

test("a user's file is read, and its mistakes name file and line", async () => {
  const file = path.join(folder, 'codes.yaml');
  writeFileSync(file, 'names:\n  0x40: entry\n');
  expect((await loadStageTable(file)).names).toEqual(new Map([[0x40, 'entry']]));
  writeFileSync(file, 'names:\n  0x40: entry\nrange: []\n');
  await expect(loadStageTable(file)).rejects.toThrow(`${file}:3`);
});
