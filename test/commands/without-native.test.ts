/**
 * Hosts where native code does not load, made of this one: a package without koffi or without its build for the platform, a
 * C library that is not glibc, another processor, another system.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { describeWith, requirement } from '../helpers/requirements.js';
import { cleanEnv, ROOT } from '../helpers/run-cli.js';

const work = mkdtempSync(path.join(os.tmpdir(), 'boottrace-without-native-'));
afterAll(() => rmSync(work, { recursive: true, force: true }));

const LOG = path.join(ROOT, 'samples/logs/cloud-hypervisor/07-v52.0-plus-default-format.log');
const NO_QEMU = { BOOTTRACE_QEMU: '/nowhere/qemu' };
const qemu = requirement.debianPackage('qemu-system-x86', 'qemu-system-x86_64');
const kvm = requirement.kvm();

/** The package as npm installs it, with some of its packages. */
function installed(name: string, packages: readonly string[]): string {
  const root = path.join(work, name);
  for (const part of ['bin', 'dist', 'samples', 'package.json', 'oclif.manifest.json'])
    cpSync(path.join(ROOT, part), path.join(root, part), { recursive: true });
  mkdirSync(path.join(root, 'node_modules'));
  for (const dependency of packages) {
    const target = path.join(root, 'node_modules', dependency);
    // koffi looks for its build from where it really is.
    if (dependency === 'koffi')
      cpSync(path.join(ROOT, 'node_modules', dependency), target, { recursive: true });
    else symlinkSync(path.join(ROOT, 'node_modules', dependency), target);
  }
  return root;
}

/** A script that Node runs first. */
function preload(name: string, script: string): string {
  const file = path.join(work, `${name}.cjs`);
  writeFileSync(file, script);
  return file;
}

const READERS = ['yaml', 'zod'];
const withoutKoffi = installed('without-koffi', READERS);
const withoutBuild = installed('without-build', [...READERS, 'koffi']);

const preloaded = (file: string) => ({ root: ROOT, node: ['--require', file] });
const machine = (platform: string, arch: string) =>
  preloaded(
    preload(
      `${platform}-${arch}`,
      `Object.defineProperty(process, 'platform', { value: '${platform}' });
       Object.defineProperty(process, 'arch', { value: '${arch}' });`,
    ),
  );
const musl = preloaded(
  preload(
    'musl',
    `const Module = require('node:module');
     const load = Module._load;
     Module._load = (request, ...rest) => {
       const loaded = load(request, ...rest);
       if (request !== 'koffi') return loaded;
       const reason = 'Failed to load shared library: Error loading shared library libc.so.6: No such file or directory';
       return { ...loaded, load: () => { throw new Error(reason); } };
     };`,
  ),
);

interface Host {
  readonly root: string;
  readonly node?: readonly string[];
}
const HOSTS: readonly (readonly [name: string, host: Host, message: string, nextStep: string])[] = [
  [
    'no koffi',
    { root: withoutKoffi },
    "the package koffi does not load: Cannot find module 'koffi'",
    'npm install --include=optional',
  ],
  [
    'no build of koffi for the platform',
    { root: withoutBuild },
    'the package koffi does not load: Cannot find the native Koffi module',
    'npm install --include=optional',
  ],
  ['musl in the place of glibc', musl, 'cannot load glibc: Failed to load shared library', 'Alpine has musl'],
  ['arm64', machine('linux', 'arm64'), 'this is linux on arm64', 'on a Linux host with an x86-64 processor'],
  [
    'macOS',
    machine('darwin', 'arm64'),
    'this is darwin on arm64',
    'on a Linux host with an x86-64 processor',
  ],
  ['Windows', machine('win32', 'x64'), 'this is win32 on x64', 'on a Linux host with an x86-64 processor'],
];

function run({ root, node = [] }: Host, args: readonly string[], env = {}) {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [...node, path.join(root, 'bin', 'run.js'), ...args],
    { encoding: 'utf8', env: cleanEnv({ HOME: work, XDG_CACHE_HOME: work, ...env }) },
  );
  return { exitCode: status, stdout, stderr };
}

describe.each(HOSTS)('%s', (name, host, message, nextStep) => {
  const needsKvm = name.includes('koffi') || name.startsWith('musl');

  test.each([
    ['parse', LOG],
    ['report', LOG],
    ['report', LOG, '--json'],
    ['diff', LOG, LOG],
    ['check', LOG, '--require', '0x40'],
    ['classify', '0x41'],
    ['classify', '0x41', '--codes', path.join(work, 'codes.yaml')],
  ])('%s %s %s reads as ever', (...args) => {
    writeFileSync(path.join(work, 'codes.yaml'), 'names:\n  0x41: init\n');
    const { exitCode, stdout, stderr } = run(host, args);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).not.toBe('');
  });

  test.skipIf(needsKvm && !kvm.present)('run and doctor say the same, and what to do', () => {
    const ran = run(host, ['run'], NO_QEMU);
    expect({ exitCode: ran.exitCode, stdout: ran.stdout }).toEqual({ exitCode: 3, stdout: '' });
    expect(ran.stderr).toContain(`Error: ${message}`);
    expect(ran.stderr).toContain(nextStep);
    expect(ran.stderr).toContain('parse, report, diff, check and classify');
    expect(ran.stderr).not.toContain('bug');
    const { exitCode, stdout, stderr } = run(host, ['doctor', '--json'], NO_QEMU);
    expect({ exitCode, stderr }).toEqual({ exitCode: 3, stderr: '' });
    const { findings } = JSON.parse(stdout) as {
      findings: { status: string; message: string; nextSteps: string[] }[];
    };
    const [first] = findings.filter(({ status }) => status === 'failed');
    expect(`Error: ${first!.message}\n`).toBe(ran.stderr.slice(0, ran.stderr.indexOf('\n') + 1));
    for (const step of first!.nextSteps) expect(ran.stderr).toContain(`Try: ${step}`);
  });
});

describeWith([qemu], 'QEMU without native code', () => {
  test.each(HOSTS.slice(0, 4))(
    '%s: boots guests, with times of arrival, and the runner says so',
    (_, host) => {
      const { exitCode, stdout, stderr } = run(host, [
        'run',
        '--engine',
        'qemu',
        '--json',
        '--',
        '-accel',
        'tcg',
      ]);
      expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
      const { boots, diagnostics } = JSON.parse(stdout) as {
        boots: { stop: { reason: string }; events: { kind: string; hex?: string; channel?: string }[] }[];
        diagnostics: { code: string; message: string }[];
      };
      expect(boots[0]!.stop.reason).toBe('reset');
      expect(boots[0]!.events.flatMap(({ hex }) => hex ?? [])).toEqual([
        '0x01',
        '0x02',
        '0x03',
        '0x20',
        '0x21',
        '0x40',
        '0x80',
        '0x41',
        '0x60',
        '0x61',
      ]);
      expect(new Set(boots[0]!.events.map(({ channel }) => channel))).toContain('debug-console');
      expect(diagnostics.map(({ code }) => code)).toContain('arrival-times');
      expect(run(host, ['run'], {}).stderr).toContain('boottrace run --engine qemu with the same flags');
    },
  );

  test('a pseudo-terminal is what cannot be had', () => {
    const args = ['run', '--engine', 'qemu', '--debug-console', 'pty', '--', '-accel', 'tcg'];
    const { exitCode, stderr } = run({ root: withoutKoffi }, args);
    expect(exitCode).toBe(3);
    expect(stderr).toContain('Error: --debug-console pty needs native code');
    expect(stderr).toContain('Try: --debug-console tty or --debug-console file=PATH');
  });
});
