/** The mark tool: the committed program is what its source gives, and does what it says as a Linux process. */
import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { readSegments } from '../../src/vmm/loaders/elf.js';
import { describeWith, requirement } from '../helpers/requirements.js';
import { ROOT } from '../helpers/run-cli.js';
import { temporaryFolder } from '../helpers/temporary-folder.js';

const FOLDER = path.join(ROOT, 'samples', 'mark');
const MARK = path.join(FOLDER, 'mark');
const program = readFileSync(MARK);
const folder = temporaryFolder();

const USAGE = 'usage: mark CODE... (0x00 to 0xff; a bare 41 is refused: 0x41, or 0x29 for decimal 41)\n';
const NO_ACCESS = 'mark: no access to port 0x80: neither ioperm nor /dev/port\n';

describeWith([requirement.debianPackage('nasm', 'nasm')], 'the mark tool’s program', () => {
  test('is what build.sh assembles, byte for byte', () => {
    const built = folder.file('built');
    execFileSync(path.join(FOLDER, 'build.sh'), [built]);
    expect(readFileSync(built).equals(program)).toBe(true);
  });
});

describe('the program', () => {
  test('is static, below a kilobyte, and asks for no writable code', () => {
    expect(program.length).toBeLessThan(1024);
    const PT_LOAD = 1;
    expect(readSegments(program, 'mark')).toEqual([
      {
        type: PT_LOAD,
        offset: 0,
        address: 0x40_0000,
        fileSize: program.length,
        memorySize: program.length,
        alignment: 0x1000,
      },
    ]);
    const [READ, EXECUTE] = [4, 1];
    expect(program.readUInt32LE(64 + 4)).toBe(READ | EXECUTE);
  });

  test.each([
    ['no code', []],
    ['a word', ['zz']],
    ['digits that could mean two things', ['60']],
    ['a prefix alone', ['0x']],
    ['an empty word', ['']],
    ['a code too large', ['0x100']],
    ['a code of many digits', ['0x0000000000000060']],
    ['what follows the digits', ['0x6/']],
    ['what precedes letters', ['0x6@']],
    ['what follows letters', ['0x6g']],
    ['control characters that look like digits without a bit', ['0x\x10']],
    ['a code that is none behind a good one', ['0x60', '0x']],
  ])('refuses %s, and writes nothing', (_name, args) => {
    const { status, stdout, stderr } = spawnSync(MARK, args, { encoding: 'utf8' });
    expect({ status, stdout, stderr }).toEqual({ status: 2, stdout: '', stderr: USAGE });
  });

  test('says so when it may not use the port', () => {
    // Nobody but root may, and what the kernel calls nobody is no root.
    const asNobody = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};
    const copy = folder.file('mark');
    copyFileSync(MARK, copy);
    chmodSync(copy, 0o755);
    chmodSync(folder.file('.'), 0o755);
    const { status, stderr } = spawnSync(copy, ['0x60'], { encoding: 'utf8', ...asNobody });
    expect({ status, stderr }).toEqual({ status: 1, stderr: NO_ACCESS });
  });
});

/** A root directory in which the program is root, yet without the right to any port; null where the kernel forbids it. */
const UNPRIVILEGED_ROOT = ['unshare', '--user', '--map-root-user', 'chroot'];
const namespaces = {
  name: 'user namespaces',
  present: spawnSync('unshare', ['--user', '--map-root-user', 'true']).status === 0,
  reason: 'user namespaces are not allowed here (unshare --user --map-root-user true)',
  enforced: false,
};

describeWith([namespaces], 'the program without ioperm', () => {
  const [command, ...options] = UNPRIVILEGED_ROOT as [string, ...string[]];

  function markIn(root: string, codes: readonly string[]) {
    return spawnSync(command, [...options, root, '/mark', ...codes], { encoding: 'utf8' });
  }

  function makeRoot(): string {
    const root = folder.file('root');
    mkdirSync(path.join(root, 'dev'), { recursive: true });
    copyFileSync(MARK, path.join(root, 'mark'));
    return root;
  }

  test('writes each code to byte 0x80 of /dev/port and nothing beside it', () => {
    const root = makeRoot();
    for (const [code, value] of [
      ['0x60', 0x60],
      ['0xaB', 0xab],
      ['0xF', 0x0f],
      ['0x00', 0],
    ] as const) {
      const port = folder.write('root/dev/port', new Uint8Array(256).fill(0x55));
      const { status, stderr } = markIn(root, ['0x11', code]);
      expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
      const expected = new Uint8Array(256).fill(0x55);
      expected[0x80] = value;
      expect(new Uint8Array(readFileSync(port))).toEqual(expected);
    }
  });

  test('writes nothing when one of its codes is none', () => {
    const root = makeRoot();
    const port = folder.write('root/dev/port', new Uint8Array(256));
    expect(markIn(root, ['0x60', '0x61x']).status).toBe(2);
    expect(readFileSync(port).every((byte) => byte === 0)).toBe(true);
  });

  test('makes no /dev/port where there is none', () => {
    const root = makeRoot();
    const { status, stderr } = markIn(root, ['0x60']);
    expect({ status, stderr }).toEqual({ status: 1, stderr: NO_ACCESS });
    expect(spawnSync('ls', [path.join(root, 'dev')], { encoding: 'utf8' }).stdout).toBe('');
  });
});

describe('docs/marks.md', () => {
  const text = readFileSync(path.join(ROOT, 'docs', 'marks.md'), 'utf8');
  const scripts = [...text.matchAll(/```sh\n(.*?)```/gs)].map(([, script]) => script!);

  test('shows scripts that a shell can read', () => {
    expect(scripts).toHaveLength(4);
    for (const script of scripts) {
      const { status, stderr } = spawnSync('sh', ['-n'], { input: script, encoding: 'utf8' });
      expect({ script, status, stderr }).toEqual({ script, status: 0, stderr: '' });
    }
  });

  test('shows a line that writes 0x60 to byte 0x80 of the device, and nothing where there is none', () => {
    const line = scripts.find((script) => script.includes('dd of=/dev/port'))!;
    const port = folder.write('port', new Uint8Array(256));
    const run = (device: string, check: string) =>
      spawnSync('sh', ['-c', line.replaceAll('/dev/port', device).replace('[ -c', check)]);
    expect(run(port, '[ -f').status).toBe(0);
    const expected = new Uint8Array(256);
    expected[0x80] = 0x60;
    expect(new Uint8Array(readFileSync(port))).toEqual(expected);
    run(folder.file('missing'), '[ -c');
    expect(existsSync(folder.file('missing'))).toBe(false);
  });
});
