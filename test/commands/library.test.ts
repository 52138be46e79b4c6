/** The package as another program imports it: the built entry, its types, its schemas. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { ROOT } from '../helpers/run-cli.js';

async function evaluate(script: string): Promise<unknown> {
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script], {
    cwd: ROOT,
  });
  return JSON.parse(stdout);
}

test('imports by its name, and loads no native code', async () => {
  const script = `
    import * as boottrace from 'boottrace';
    const native = Object.keys(process.report.getReport().sharedObjects).length;
    const loaded = process.report.getReport().sharedObjects.filter((file) => file.includes('koffi'));
    process.stdout.write(JSON.stringify({ names: Object.keys(boottrace), native, loaded }));`;
  const { names, native, loaded } = (await evaluate(script)) as {
    names: string[];
    native: number;
    loaded: string[];
  };
  expect(names).toEqual(expect.arrayContaining(['createReader', 'analyse', 'findReporter', 'InputError']));
  expect(native).toBeGreaterThan(0);
  expect(loaded).toEqual([]);
});

test('ships its types and the schema of every document', () => {
  expect(existsSync(path.join(ROOT, 'dist', 'types', 'index.d.ts'))).toBe(true);
  for (const name of ['boots', 'diff', 'check', 'classify', 'doctor']) {
    expect(existsSync(path.join(ROOT, 'dist', 'schemas', `${name}.json`))).toBe(true);
  }
});
