/**
 * What a host must have before the bundled runner can load its native code and reach KVM, and what to do where that is
 * missing. The one home of these words: `run` ends with them and `doctor` lists them. Loads no native code.
 */
import { closeSync, openSync } from 'node:fs';
import { EnvironmentError } from '../../trace/errors.js';
import { hostLimit } from '../../trace/host-limit.js';
import { EACCES, EMFILE, ENODEV, ENOENT, EPERM } from './errno.js';

export const KVM_DEVICE = '/dev/kvm';
/** Every VM and every vCPU is a file of this process. */
export const MORE_FILES = 'raise the limit of open files: ulimit -n 1024';

const READING_WORKS = 'read logs here: parse, report, diff, check and classify need no native code';

/** Codes of errors that say that native code does not load. */
const NOT_LOADED: ReadonlySet<string> = new Set(['wrong-platform', 'no-native-code', 'no-libc']);

/** True for an error that says that native code does not load, whatever KVM is like. */
export function isWithoutNativeCode(error: unknown): error is EnvironmentError {
  return error instanceof EnvironmentError && NOT_LOADED.has(error.code);
}

/** System calls and structures are those of Linux on x86-64; null there. */
export function platformProblem(
  platform: string = process.platform,
  arch: string = process.arch,
): EnvironmentError | null {
  if (platform === 'linux' && arch === 'x64') return null;
  const message = `this is ${platform} on ${arch}: the bundled runner needs Linux on x86-64`;
  return new EnvironmentError('wrong-platform', message, [
    'run guests on a Linux host with an x86-64 processor',
    READING_WORKS,
  ]);
}

/** What an error of loading the package koffi means; null when it is about something else. */
export function koffiProblem(error: unknown): EnvironmentError | null {
  const { code, message = '' } = error instanceof Error ? (error as NodeJS.ErrnoException) : {};
  if (code !== 'ERR_DLOPEN_FAILED' && !/koffi/i.test(message)) return null;
  const limit = hostLimit(error);
  if (limit !== null) return limit;
  const [reason] = message.split('\n');
  return new EnvironmentError('no-native-code', `the package koffi does not load: ${reason}`, [
    'install boottrace again with its optional packages: npm install --include=optional',
    READING_WORKS,
  ]);
}

/** What it means that koffi could not open the C library. */
export function glibcProblem(error: unknown): EnvironmentError {
  const reason = error instanceof Error ? error.message : String(error);
  return new EnvironmentError('no-libc', `cannot load glibc: ${reason}`, [
    'run guests on a Linux with glibc, such as Debian, Ubuntu or Fedora; Alpine has musl instead',
    READING_WORKS,
  ]);
}

/** What to do about each way in which opening /dev/kvm fails. */
const OPEN_FAILURES: ReadonlyMap<number, { code: string; why: string; nextSteps: readonly string[] }> =
  new Map([
    [
      ENOENT,
      {
        code: 'no-kvm',
        why: 'this host has no /dev/kvm',
        nextSteps: [
          'load the module: sudo modprobe kvm_intel (or kvm_amd)',
          'enable VT-x or AMD-V in the firmware setup; in a virtual machine, enable nested virtualisation',
          'in a container, pass the device: docker run --device /dev/kvm ...',
        ],
      },
    ],
    [
      EACCES,
      {
        code: 'kvm-permission',
        why: 'no permission to open /dev/kvm',
        nextSteps: [
          'join the group that owns it: sudo usermod -aG kvm "$USER", then log in again',
          'ls -l /dev/kvm',
        ],
      },
    ],
    [
      EPERM,
      {
        code: 'kvm-permission',
        why: 'this container may not use /dev/kvm',
        nextSteps: ['allow the device: docker run --device /dev/kvm ...'],
      },
    ],
    [
      ENODEV,
      {
        code: 'no-kvm',
        why: '/dev/kvm exists, but no KVM module serves it',
        nextSteps: ['load the module: sudo modprobe kvm_intel (or kvm_amd)'],
      },
    ],
  ]);

/** What it means that /dev/kvm could not be opened. */
export function openProblem(errno: number, path: string, reason: string): EnvironmentError {
  const known = OPEN_FAILURES.get(errno);
  if (known !== undefined) return new EnvironmentError(known.code, known.why, known.nextSteps);
  const message = `cannot open ${path}: ${reason}`;
  // The host has KVM, and another engine would lack files too.
  if (errno === EMFILE) return new EnvironmentError('host-limit', message, [MORE_FILES]);
  return new EnvironmentError('no-kvm', message);
}

/** Opens /dev/kvm and closes it again; null when that works. */
export function kvmDeviceProblem(path: string = KVM_DEVICE): EnvironmentError | null {
  try {
    closeSync(openSync(path, 'r+'));
    return null;
  } catch (error) {
    const { errno = 0, message } = error as NodeJS.ErrnoException;
    return openProblem(-errno, path, message);
  }
}

/** What lacking capabilities mean; null when none is lacking. */
export function capabilityProblem(missing: readonly string[]): EnvironmentError | null {
  if (missing.length === 0) return null;
  return new EnvironmentError('kvm-capabilities', `KVM lacks ${missing.join(', ')}`, [
    'use a newer host kernel',
  ]);
}
