// Checks what `npm publish` would send: everything that users need, nothing that only developers do.
import { execFileSync } from 'node:child_process';
import path from 'node:path';

const NEEDED = [
  'CHANGELOG.md',
  'LICENSE',
  'README.md',
  'bin/run.js',
  'dist/cli.cjs',
  'dist/index.js',
  'dist/types/index.d.ts',
  'dist/vcpu-worker.cjs',
  'oclif.manifest.json',
  'package.json',
  'samples/guest/sample-guest.bin',
  'samples/mark/mark',
];
const ALLOWED = /^(bin|dist|docs|samples)\/|^[^/]+$/;
const LARGEST_BYTES = 4_400_000;

const root = path.join(import.meta.dirname, '..');
const listing = execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
  cwd: root,
  encoding: 'utf8',
  stdio: ['ignore', 'pipe', 'inherit'],
});
const [{ files, unpackedSize }] = Object.values(JSON.parse(listing));
const names = files.map((file) => file.path);
const problems = [
  ...NEEDED.filter((name) => !names.includes(name)).map((name) => `${name} is missing`),
  ...names.filter((name) => !ALLOWED.test(name)).map((name) => `${name} should not be in it`),
  ...(unpackedSize > LARGEST_BYTES ? [`${unpackedSize} bytes unpacked, more than ${LARGEST_BYTES}`] : []),
];
process.stdout.write(`${names.length} files, ${unpackedSize} bytes unpacked\n`);
for (const problem of problems) process.stdout.write(`wrong: ${problem}\n`);
if (problems.length > 0) process.exitCode = 1;
