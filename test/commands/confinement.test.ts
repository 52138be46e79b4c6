/** What a running guest's runner may not do any more, and what it has open. */
import { spawn } from 'node:child_process';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { describeWith, requirement } from '../helpers/requirements.js';
import { BIN, cleanEnv, ROOT } from '../helpers/run-cli.js';
import { temporaryFolder } from '../helpers/temporary-folder.js';
import { romImage } from '../kvm/guest-image.js';

const O_CLOEXEC = 0o2000000;
const helper = (name: string) => path.join(import.meta.dirname, '..', 'helpers', name);

/** `boottrace run ARGS...` with a helper loaded before it; what that says on descriptor 3 too. */
async function runWith(preload: string, args: readonly string[]) {
  const child = spawn(process.execPath, ['--require', helper(preload), BIN, 'run', ...args], {
    cwd: ROOT,
    env: cleanEnv(),
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
  });
  const exit = new Promise<number | null>((resolve) => child.on('close', resolve));
  const all = [text(child.stdout!), text(child.stderr!), text(child.stdio[3] as Readable)];
  const [stdout, stderr, said] = await Promise.all(all);
  return { exitCode: await exit, stdout: stdout!, stderr: stderr!, said: said! };
}

/** A ring that Node holds keeps working (-1 is none: EBADF); where there is none, the call is refused too. */
const enterAnswer = (fds: readonly { target: string }[]) =>
  fds.some(({ target }) => target.includes('[io_uring]')) ? 'EBADF' : 'EPERM';

describeWith([requirement.kvm()], 'a runner, once its guest runs', () => {
  const folder = temporaryFolder();
  // out 0x80, al; jmp to itself
  const spinning = () => folder.write('spin.bin', romImage([0xe6, 0x80, 0xeb, 0xfe]));

  test('starts no program and reaches no network, in any thread, and has nothing open that it does not need', async () => {
    const disk = folder.write('disk.img', new Uint8Array(2 ** 20));
    const { exitCode, stderr, said } = await runWith('confinement-probe.cjs', [
      ...['--firmware', spinning(), '--timeout', '4s', '--cpus', '2', '--disk', `path=${disk}`],
      ...['--save', folder.file('save.ndjson'), '--log-file', folder.file('run.log')],
      ...['--debug-console', `file=${folder.file('console.txt')}`],
    ]);
    expect(exitCode).toBe(4);
    expect(stderr).toMatch(/^Error: the guest did not end within 4 s/);
    const { filters, program, connect, rings, fds } = JSON.parse(said) as {
      filters: { name: string; filters: number }[];
      program: string;
      connect: string;
      rings: { setup: string; enter: string; register: string };
      fds: { target: string; flags: number }[];
    };
    expect({ program, connect }).toEqual({ program: 'EPERM', connect: 'EPERM' });
    expect(rings).toEqual({ setup: 'EPERM', register: 'EPERM', enter: enterAnswer(fds) });
    expect(filters.filter((thread) => thread.filters === 0)).toEqual([]);
    // Two vCPUs; threads of the kernel's own that KVM adds to the process are called otherwise.
    const ofProcess = Math.min(...filters.map((thread) => thread.filters));
    const confined = filters.filter((thread) => thread.filters === ofProcess + 1);
    expect(confined.filter(({ name }) => !name.startsWith('kvm'))).toHaveLength(2);

    expect(fds.filter(({ flags }) => (flags & O_CLOEXEC) === 0)).toEqual([]);
    const names = fds.map(({ target }) => target.replace(/:?\[.*\]| \(deleted\)/, ''));
    const needed = [
      // Node's own, of its threads.
      ...['pipe', 'anon_inode', 'socket', '/dev/null', '/dev/urandom'],
      ...['/dev/kvm', 'anon_inode:kvm-vm'],
      ...['save.ndjson', 'run.log', 'console.txt', 'disk.img'].map(folder.file),
    ];
    const others = names.filter((name) => !needed.includes(name));
    expect(others.filter((name) => !/^anon_inode:kvm-vcpu|\/boottrace-overlay-/.test(name))).toEqual([]);
    expect(names.filter((name) => name === '/dev/kvm')).toHaveLength(1);
  });

  test('runs as before on a kernel that filters nothing, and says so once', async () => {
    const { exitCode, stdout } = await runWith('without-seccomp.cjs', [
      ...['--firmware', spinning(), '--until', '0x00', '--runs', '3', '--json'],
    ]);
    expect(exitCode).toBe(0);
    const { boots, diagnostics } = JSON.parse(stdout) as {
      boots: unknown[];
      diagnostics: { code: string }[];
    };
    expect(boots).toHaveLength(3);
    expect(diagnostics.filter(({ code }) => code === 'unconfined')).toHaveLength(1);
  });
});
