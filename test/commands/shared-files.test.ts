/** No file is read and written, or written twice, by one command line: refused with both flags named, and nothing is touched. */
import { copyFileSync, linkSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { describeWith, requirement } from '../helpers/requirements.js';
import { runCli, runShell, SAMPLES } from '../helpers/run-cli.js';
import { sampleBoot, sampleLog } from '../helpers/sample-log.js';
import { temporaryFolder } from '../helpers/temporary-folder.js';

const folder = temporaryFolder();
let cwd: string;

beforeEach(() => {
  cwd = folder.file('.');
  mkdirSync(folder.file('runs'));
  folder.write('x.log', sampleLog([sampleBoot(80_000)]));
  folder.write('y.log', sampleLog([sampleBoot(90_000)]));
  copyFileSync(folder.file('x.log'), folder.file('runs/1.log'));
  folder.write('d.img', Buffer.alloc(8192, 7));
  folder.write('codes.yaml', 'names:\n  0x40: begin\n');
  folder.write('c.yaml', 'max:\n  total: 9s\nbaseline: y.log\n');
  folder.write('System.map', 'ffffffff81000000 T _stext\n');
  copyFileSync(path.join(SAMPLES, 'guest', 'sample-guest.bin'), folder.file('fw'));
  linkSync(folder.file('x.log'), folder.file('hard.log'));
  symlinkSync('x.log', folder.file('soft.log'));
  symlinkSync('runs', folder.file('link'));
});

/** Every file below the folder, with its bytes and when it was last changed. */
function state(): unknown[] {
  const names = readdirSync(cwd, { recursive: true, encoding: 'utf8' }).sort();
  return names.map((name) => {
    const file = path.join(cwd, name);
    const stats = statSync(file);
    return [name, stats.mtimeMs, stats.isFile() ? readFileSync(file, 'hex') : ''];
  });
}

async function refused(line: string, ...named: readonly string[]): Promise<string> {
  const before = state();
  const { stdout, stderr, exitCode } = await runShell(line, { cwd });
  expect({ stdout, exitCode }, stderr).toEqual({ stdout: '', exitCode: 2 });
  for (const word of named) expect(stderr).toContain(word);
  expect(stderr).toMatch(/^Error: .*\nTry: /);
  expect(state()).toEqual(before);
  return stderr;
}

describe('a log, a table and a configuration stay as they are', () => {
  test.each([
    ['parse x.log --output x.log', 'LOG', 'x.log', '--output'],
    ['parse x.log --output ./runs/../x.log', 'LOG', 'x.log', '--output writes ./runs/../x.log'],
    ['parse x.log --output hard.log', 'LOG', 'x.log', '--output writes hard.log'],
    ['parse x.log --output soft.log', 'LOG', 'x.log', '--output writes soft.log'],
    ['parse soft.log --output hard.log', 'LOG', 'soft.log', '--output writes hard.log'],
    ['parse --follow x.log --output x.log', 'LOG', '--output'],
    ['parse y.log --with x.log --output x.log', '--with', '--output'],
    ['parse x.log --codes codes.yaml --output codes.yaml', '--codes', '--output'],
    ['parse - --output x.log < x.log', 'standard input', '--output'],
    ['report y.log x.log --output x.log', 'LOG', '--output'],
    ['report runs --output runs/1.log', 'LOG reads runs/1.log', '--output'],
    ['report link --output runs/1.log', 'LOG reads link/1.log', '--output'],
    ['report "runs/*.log" --output runs/1.log', 'LOG reads runs/1.log', '--output'],
    ['report --trend runs --output runs/1.log', '--trend reads runs/1.log', '--output'],
    ['diff x.log y.log --output x.log', 'BASE', '--output'],
    ['diff x.log y.log --output y.log', 'HEAD', '--output'],
    ['diff --base x.log --head runs --output runs/1.log', '--head', '--output'],
    ['diff --base x.log --head runs --output x.log', '--base', '--output'],
    ['check x.log --max total=9s --output x.log', 'LOG', '--output'],
    ['check x.log --baseline y.log --output y.log', '--baseline', '--output'],
    ['check x.log --config c.yaml --output c.yaml', '--config', '--output'],
    ['check x.log --config c.yaml --output y.log', '--baseline', '--output'],
    ['classify --codes codes.yaml --output codes.yaml', '--codes', '--output'],
  ])('%s', async (line, ...named) => {
    await refused(`boottrace ${line}`, ...named);
  });
});

describe('what a guest is made of stays as it is', () => {
  test.each([
    ['--disk path=d.img --save d.img', '--disk', '--save'],
    ['--disk path=d.img,readonly=on --save-symbols d.img', '--disk', '--save-symbols'],
    ['--disk path=d.img,readonly=off --output d.img', '--disk', '--output'],
    ['--firmware fw --log-file fw', '--firmware', '--log-file'],
    ['--firmware fw --disk path=fw,readonly=off', '--firmware', '--disk'],
    ['--kernel fw --serial file=fw', '--kernel', '--serial'],
    ['--kernel fw --initramfs d.img --debug-console file=./d.img', '--initramfs', '--debug-console'],
    ['--codes codes.yaml --save codes.yaml', '--codes', '--save'],
    ['--profile --symbols System.map --save-symbols System.map', '--symbols', '--save-symbols'],
    ['--firmware fw --vs "--serial file=fw"', '--firmware', '--serial of --vs'],
    ['--vs "--disk path=d.img" --save d.img', '--disk of --vs', '--save'],
    ['--disk path=d.img --disk path=./d.img,readonly=off', '--disk', 'd.img and ./d.img'],
    ['--engine qemu --disk path=d.img path=d.img,readonly=off', '--disk', 'd.img'],
    ['--vs "--disk path=d.img,readonly=off path=d.img"', '--disk', 'd.img'],
  ])('run %s', async (flags, ...named) => {
    await refused(`boottrace run ${flags}`, ...named);
  });
});

describe('no two outputs are one file', () => {
  test.each([
    ['--save new --log-file new', '--save', '--log-file'],
    ['--save new --log-file ./new', '--save', '--log-file writes ./new'],
    ['--save runs/new --save-symbols link/new', '--save', '--save-symbols writes link/new'],
    ['--serial file=new --debug-console file=new', '--serial', '--debug-console'],
    ['--serial file=x.log --log-file hard.log', '--serial', '--log-file'],
    ['--output new --save new', '--save', '--output'],
    ['--serial file=new --vs "--debug-console file=new"', '--serial', '--debug-console of --vs'],
  ])('run %s', async (flags, ...named) => {
    await refused(`boottrace run ${flags}`, ...named);
  });
});

describe('a redirection', () => {
  test.each([
    ['boottrace parse x.log >> x.log', 'LOG reads x.log', 'standard output'],
    ['boottrace parse x.log 1<> x.log', 'LOG reads x.log', 'standard output'],
    ['boottrace parse - < x.log >> x.log', 'standard input', 'standard output'],
    ['boottrace parse x.log 2>> x.log; code=$?; exit $code', 'LOG', 'standard error'],
    ['boottrace report runs >> runs/1.log', 'LOG reads runs/1.log', 'standard output'],
    ['boottrace run --firmware fw >> fw', '--firmware', 'standard output'],
    ['boottrace run --output new --save x.log >> x.log', '--save', 'standard output'],
  ])('%s', async (line, ...named) => {
    // What is said on standard error is itself in the way in one of them.
    if (line.includes('2>>')) {
      const { exitCode } = await runShell(line, { cwd });
      expect(exitCode).toBe(2);
      expect(readFileSync(folder.file('x.log'), 'utf8')).toMatch(/Error: LOG reads x.log and standard error/);
    } else await refused(line, ...named);
  });

  test.each([
    ['boottrace parse x.log > x.log', 'LOG reads x.log'],
    ['boottrace report runs > runs/new', 'LOG reads runs/new'],
    ['boottrace parse - < x.log > x.log', 'standard input'],
  ])('that a shell has emptied the input for: %s', async (line, named) => {
    const { stderr, exitCode } = await runShell(line, { cwd });
    expect(exitCode).toBe(2);
    expect(stderr).toContain(named);
    expect(stderr).toContain('now empty: the shell empties the file after > before it starts the program');
  });
});

test('mark-tool does not replace the program that it copies', async () => {
  const program = path.join(SAMPLES, 'mark', 'mark');
  const before = readFileSync(program);
  const { stderr, exitCode } = await runCli(['mark-tool', '--force', '--output', program]);
  expect([exitCode, stderr]).toEqual([2, expect.stringContaining('--output writes it too')]);
  expect(readFileSync(program).equals(before)).toBe(true);
});

describe('what is fine', () => {
  test.each([
    'boottrace parse x.log hard.log soft.log --codes codes.yaml',
    'boottrace parse x.log --output /dev/null',
    'boottrace parse x.log --output new; boottrace parse x.log --output new',
    'boottrace report runs --output runs/new',
    'boottrace parse x.log > new 2>&1',
    'boottrace parse - < x.log > new',
    'cat x.log | boottrace parse - | cat',
  ])('%s', async (line) => {
    const { stderr, exitCode } = await runShell(line, { cwd });
    expect([exitCode, stderr]).toEqual([0, '']);
  });
});

describeWith([requirement.kvm()], 'guests', () => {
  test.each([
    '--save /dev/null --log-file /dev/null --serial file=/dev/null --output /dev/null',
    '--disk path=d.img --disk path=d.img,readonly=on',
    '--disk path=d.img,readonly=off --runs 1 --warmup 0 --vs ""',
    '--serial file=new --runs 1 --warmup 0 --vs "--cpus 2"',
    '--save a --log-file b --serial file=c --debug-console file=d --output e',
  ])('run %s', async (flags) => {
    const { stderr, exitCode } = await runShell(`boottrace run ${flags}`, { cwd });
    expect([exitCode, stderr]).toEqual([0, '']);
  });
});
