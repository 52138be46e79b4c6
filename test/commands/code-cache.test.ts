/** The code caches of bin/load.js: the one that a build leaves, and the ones that an installed package makes for its user. */
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { cleanEnv, ROOT } from '../helpers/run-cli.js';

let copy = '';
let home = '';
const cacheFile = () => path.join(copy, 'dist', 'cli.cjs.cache');
const userFolder = () => path.join(home, '.cache', 'boottrace');
const userCaches = () => (existsSync(userFolder()) ? readdirSync(userFolder()) : []);
const bundle = () => path.join(copy, 'dist', 'cli.cjs');

beforeAll(() => {
  copy = mkdtempSync(path.join(tmpdir(), 'boottrace-cache-'));
  for (const part of ['bin', 'dist', 'package.json', 'oclif.manifest.json']) {
    cpSync(path.join(ROOT, part), path.join(copy, part), { recursive: true });
  }
  symlinkSync(path.join(ROOT, 'node_modules'), path.join(copy, 'node_modules'));
  home = path.join(copy, 'home');
});
beforeEach(() => {
  rmSync(home, { recursive: true, force: true });
  mkdirSync(home);
});
afterAll(() => rmSync(copy, { recursive: true, force: true }));

function version(env: NodeJS.ProcessEnv = {}, args: readonly string[] = ['--version']) {
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    [path.join(copy, 'bin', 'run.js'), ...args],
    {
      encoding: 'utf8',
      env: { ...cleanEnv(), HOME: home, XDG_CACHE_HOME: '', NODE_COMPILE_CACHE: '', ...env },
    },
  );
  return { output: stdout.split(' ')[0], stderr, status };
}

const FINE = { output: expect.stringMatching(/^boottrace\/\d/), stderr: '', status: 0 };

/** The key line of a cache, and what follows. */
function split(cache: Buffer): { key: unknown[]; data: Buffer } {
  const end = cache.indexOf('\n');
  return { key: JSON.parse(cache.toString('latin1', 0, end)), data: cache.subarray(end + 1) };
}

/** A cache with another field in its key, which stays as long as it was. */
function withKey(cache: Buffer, field: number, value: unknown): Buffer {
  const { key, data } = split(cache);
  key[field] = value;
  const line = JSON.stringify(key).padEnd(cache.length - data.length - 1);
  return Buffer.concat([Buffer.from(`${line}\n`), data]);
}

const DAMAGES: [string, (cache: Buffer) => Buffer][] = [
  ['of another bundle', (cache) => withKey(cache, 0, '0123456789abcdef')],
  ['of another patch release of Node', (cache) => withKey(cache, 1, 'v20.19.99')],
  ['of another architecture', (cache) => withKey(cache, 2, 'arm64')],
  ['of another build of the same Node', (cache) => withKey(cache, 4, 1)],
  ['of a Node with other flags', (cache) => withKey(cache, 6, '--max-lazy')],
  ['that is all zeros', (cache) => Buffer.alloc(cache.length)],
  ['that was cut off', (cache) => cache.subarray(0, 1000)],
  ['that is empty', () => Buffer.alloc(0)],
  [
    'with one bit changed',
    (cache) => Buffer.from(cache.map((byte, at) => (at === 300_000 ? byte ^ 4 : byte))),
  ],
  [
    'whose data is not V8 data',
    (cache) => {
      const { data } = split(cache);
      return Buffer.concat([cache.subarray(0, cache.length - data.length), Buffer.alloc(data.length, 7)]);
    },
  ],
];

describe('the cache that a build leaves', () => {
  test('is of this very bundle and Node, and in use', () => {
    const id = /^\/\/ build (\w{16})\n/.exec(readFileSync(bundle(), 'utf8'))![1];
    const { key } = split(readFileSync(cacheFile()));
    expect(key.slice(0, 4)).toEqual([id, process.version, process.arch, process.platform]);
    expect(version()).toEqual(FINE);
    expect(userCaches()).toEqual([]);
  });

  test.each(DAMAGES)('does no harm when it is one %s', (_name, change) => {
    const whole = readFileSync(cacheFile());
    writeFileSync(cacheFile(), change(whole));
    expect(version()).toEqual(FINE);
    writeFileSync(cacheFile(), whole);
  });
});

describe('the cache that a run without one leaves', () => {
  let built = Buffer.alloc(0);
  beforeAll(() => {
    built = readFileSync(cacheFile());
    rmSync(cacheFile());
  });
  afterAll(() => writeFileSync(cacheFile(), built));

  test('is one for each command, for this user alone, and is read back', () => {
    expect(version()).toEqual(FINE);
    expect(version({}, ['classify', '0x41']).status).toBe(0);
    const [classify, flags] = userCaches().sort();
    expect(classify).toMatch(/-classify\.v8cache$/);
    expect(flags).toMatch(/-flags\.v8cache$/);
    expect(statSync(path.join(userFolder(), flags!)).mode & 0o777).toBe(0o600);
    const written = statSync(path.join(userFolder(), flags!)).mtimeMs;
    expect(version()).toEqual(FINE);
    expect(statSync(path.join(userFolder(), flags!)).mtimeMs).toBe(written);
  });

  test.each(DAMAGES)('is replaced when it is one %s', (_name, change) => {
    version();
    const file = path.join(userFolder(), userCaches()[0]!);
    const whole = readFileSync(file);
    writeFileSync(file, change(whole));
    expect(version()).toEqual(FINE);
    expect(readFileSync(file).length).toBeGreaterThan(whole.length / 2);
    expect(split(readFileSync(file)).key).toEqual(split(whole).key);
  });

  test('is not taken from a file that others may write', () => {
    version();
    const file = path.join(userFolder(), userCaches()[0]!);
    chmodSync(file, 0o666);
    expect(version()).toEqual(FINE);
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  test('is not written into a folder that is a link or that others may write', () => {
    const elsewhere = path.join(home, 'elsewhere');
    mkdirSync(path.join(home, '.cache'));
    mkdirSync(elsewhere);
    symlinkSync(elsewhere, userFolder());
    expect(version()).toEqual(FINE);
    rmSync(userFolder());
    mkdirSync(userFolder());
    chmodSync(userFolder(), 0o777);
    expect(version()).toEqual(FINE);
    expect([...readdirSync(elsewhere), ...userCaches()]).toEqual([]);
  });

  test('goes where the environment says, or nowhere', () => {
    const chosen = path.join(home, 'chosen');
    expect(version({ NODE_DISABLE_COMPILE_CACHE: '1' })).toEqual(FINE);
    expect(version({ XDG_CACHE_HOME: '/dev/null' })).toEqual(FINE);
    expect(version({ XDG_CACHE_HOME: chosen })).toEqual(FINE);
    expect(readdirSync(path.join(chosen, 'boottrace'))).toHaveLength(1);
    expect(userCaches()).toEqual([]);
  });

  test('takes the place of those that have not been renewed for a month', () => {
    version({}, ['classify', '0x41']);
    const old = path.join(userFolder(), userCaches()[0]!);
    const other = path.join(userFolder(), 'notes.txt');
    writeFileSync(other, '');
    const date = new Date(Date.now() - 31 * 24 * 3600 * 1000);
    for (const file of [old, other]) utimesSync(file, date, date);
    version();
    expect(userCaches().sort()).toEqual([expect.stringMatching(/-flags\.v8cache$/), 'notes.txt']);
  });

  test('is left by no command that failed', () => {
    expect(version({}, ['parse', '/is/not/there']).status).toBe(2);
    expect(userCaches()).toEqual([]);
  });
});

test('a changed bundle runs, not what the cache remembers', () => {
  const source = readFileSync(bundle(), 'utf8');
  writeFileSync(bundle(), `// build 0000000000000000\nexports.main = () => console.log('boottrace/9');\n`);
  expect(version()).toEqual({ ...FINE, output: 'boottrace/9\n' });
  writeFileSync(bundle(), source);
});
