import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cleanEnv, ROOT } from '../helpers/run-cli.js';

let copy = '';
const cacheFile = () => path.join(copy, 'dist', 'cli.cjs.cache');

beforeAll(() => {
  copy = mkdtempSync(path.join(tmpdir(), 'boottrace-cache-'));
  for (const part of ['bin', 'dist', 'package.json', 'oclif.manifest.json']) {
    cpSync(path.join(ROOT, part), path.join(copy, part), { recursive: true });
  }
  symlinkSync(path.join(ROOT, 'node_modules'), path.join(copy, 'node_modules'));
});
afterAll(() => rmSync(copy, { recursive: true, force: true }));

function version() {
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    [path.join(copy, 'bin', 'run.js'), '--version'],
    {
      encoding: 'utf8',
      env: cleanEnv(),
    },
  );
  return { output: stdout.split(' ')[0], stderr, status };
}

const FINE = { output: expect.stringMatching(/^boottrace\/\d/), stderr: '', status: 0 };

test('the build leaves a code cache of this very bundle', () => {
  const id = /^\/\/ build (\w{16})\n/.exec(readFileSync(path.join(copy, 'dist', 'cli.cjs'), 'utf8'))![1];
  expect(readFileSync(cacheFile()).toString('latin1', 0, 16)).toBe(id);
  expect(version()).toEqual(FINE);
});

test.each([
  [
    'of another bundle',
    (cache: Buffer) => Buffer.concat([Buffer.from('0123456789abcdef'), cache.subarray(16)]),
  ],
  [
    'of another Node',
    (cache: Buffer) => Buffer.concat([cache.subarray(0, 16), Buffer.alloc(cache.length - 16)]),
  ],
  ['that was cut off', (cache: Buffer) => cache.subarray(0, 1000)],
  ['that is empty', () => Buffer.alloc(0)],
])('a cache %s does no harm', (_name, change) => {
  const whole = readFileSync(cacheFile());
  writeFileSync(cacheFile(), change(whole));
  expect(version()).toEqual(FINE);
  writeFileSync(cacheFile(), whole);
});

test('a changed bundle runs, not what the cache remembers', () => {
  const file = path.join(copy, 'dist', 'cli.cjs');
  const source = readFileSync(file, 'utf8');
  writeFileSync(file, `// build 0000000000000000\nexports.main = () => console.log('boottrace/9');\n`);
  expect(version()).toEqual({ ...FINE, output: 'boottrace/9\n' });
  writeFileSync(file, source);
});
