import { describe, expect, test } from 'vitest';
import {
  capabilityProblem,
  glibcProblem,
  isWithoutNativeCode,
  koffiProblem,
  kvmDeviceProblem,
  openProblem,
  platformProblem,
} from '../../../src/vmm/kvm/native-host.js';

describe('the platform', () => {
  test('is Linux on x86-64', () => {
    expect(platformProblem('linux', 'x64')).toBeNull();
  });

  test.each([
    ['darwin', 'arm64'],
    ['linux', 'arm64'],
    ['win32', 'x64'],
  ])('is not %s on %s, where logs can still be read', (platform, arch) => {
    const problem = platformProblem(platform, arch)!;
    expect(problem).toMatchObject({ code: 'wrong-platform', exitCode: 3 });
    expect(problem.message).toContain(`${platform} on ${arch}`);
    expect(problem.nextSteps.join()).toContain('read logs here');
    expect(isWithoutNativeCode(problem)).toBe(true);
  });
});

describe('native code that does not load', () => {
  test('is there where only files are short', () => {
    const error = Object.assign(new Error("EMFILE: too many open files, open 'koffi/index.cjs'"), {
      code: 'EMFILE',
    });
    expect(koffiProblem(error)).toMatchObject({
      code: 'host-limit',
      message: 'this process cannot open more files',
    });
    expect(isWithoutNativeCode(koffiProblem(error))).toBe(false);
  });

  test.each([
    [
      Object.assign(new Error("Cannot find module 'koffi'\nRequire stack:\n- x"), {
        code: 'MODULE_NOT_FOUND',
      }),
    ],
    [new Error('Cannot find the native Koffi module; did you bundle it correctly?')],
    [Object.assign(new Error('GLIBC_2.99 not found'), { code: 'ERR_DLOPEN_FAILED' })],
  ])('%s', (error) => {
    const problem = koffiProblem(error)!;
    expect(problem).toMatchObject({ code: 'no-native-code', exitCode: 3 });
    expect(problem.message).toBe(`the package koffi does not load: ${error.message.split('\n')[0]}`);
    expect(problem.nextSteps[0]).toContain('npm install --include=optional');
    expect(isWithoutNativeCode(problem)).toBe(true);
  });

  test('is told from a bug', () => {
    expect(koffiProblem(new TypeError('x is not a function'))).toBeNull();
    expect(koffiProblem('thrown')).toBeNull();
    expect(isWithoutNativeCode(new Error('bug'))).toBe(false);
    expect(isWithoutNativeCode(openProblem(2, '/dev/kvm', ''))).toBe(false);
  });

  test('may lack glibc', () => {
    const problem = glibcProblem(new Error('libc.so.6: No such file'));
    expect(problem.message).toBe('cannot load glibc: libc.so.6: No such file');
    expect(problem.nextSteps[0]).toContain('musl');
    expect(isWithoutNativeCode(problem)).toBe(true);
  });
});

describe('/dev/kvm', () => {
  test('that is missing or may not be opened is told with the same words, however it was opened', () => {
    const problem = kvmDeviceProblem('/dev/no-kvm')!;
    expect(problem).toEqual(openProblem(2, '/dev/no-kvm', 'ignored'));
    expect(problem.message).toBe('this host has no /dev/kvm');
  });

  test('that fails in another way has the reason of the system', () => {
    expect(kvmDeviceProblem('/tmp')!.message).toContain('cannot open /tmp: EISDIR');
    expect(openProblem(24, '/dev/kvm', 'too many')!.nextSteps).toEqual([
      'raise the limit of open files: ulimit -n 1024',
    ]);
  });

  test('that opens is no problem', () => {
    expect(kvmDeviceProblem('/dev/null')).toBeNull();
  });
});

test('capabilities that are lacking are named', () => {
  expect(capabilityProblem([])).toBeNull();
  expect(capabilityProblem(['PIT2', 'IRQCHIP'])).toMatchObject({
    code: 'kvm-capabilities',
    message: 'KVM lacks PIT2, IRQCHIP',
    nextSteps: ['use a newer host kernel'],
  });
});
