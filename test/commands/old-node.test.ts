/** A Node that is too old: one line says so. Its version is made up here; that it can read the entry is a matter of syntax. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { transform } from 'esbuild';
import { expect, test } from 'vitest';
import { BIN, ROOT, runShell } from '../helpers/run-cli.js';
import { temporaryFolder } from '../helpers/temporary-folder.js';

const folder = temporaryFolder();

function runAs(version: string) {
  const preload = folder.write(
    'version.cjs',
    `Object.defineProperty(process.versions, 'node', { value: '${version}' });`,
  );
  return runShell(`"${process.execPath}" --require "${preload}" "${BIN}" classify 0x41`);
}

test.each(['4.9.1', '12.22.12', '18.20.8', '20.9.0', '20.18.3'])(
  'Node %s is told which one is needed',
  async (version) => {
    expect(await runAs(version)).toEqual({
      stdout: '',
      stderr: `Error: boottrace needs Node 20.19 or newer; this is Node ${version}\n`,
      exitCode: 3,
    });
  },
);

test.each(['20.19.0', '21.0.0', '22.1.0', '100.0.0'])('Node %s runs', async (version) => {
  expect(await runAs(version)).toMatchObject({ stderr: '', exitCode: 0 });
});

test('what the entry asks for is what the package asks for', () => {
  const { engines } = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8')) as {
    engines: { node: string };
  };
  expect(readFileSync(BIN, 'utf8')).toContain(`const NEEDED = '${engines.node.replace('>=', '')}';`);
});

test('the entry has nothing that an old Node cannot read', async () => {
  const source = readFileSync(BIN, 'utf8');
  const { code: asItIs } = await transform(source, { target: 'esnext' });
  const { code: forOldNodes } = await transform(source, { target: 'es2015' });
  expect(forOldNodes).toBe(asItIs);
  // In a call, a comma before the bracket came with Node 8.
  expect(source).not.toMatch(/,\s*\)/);
});
