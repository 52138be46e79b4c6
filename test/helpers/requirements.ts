/**
 * What a test needs of the machine: a Debian package or /dev/kvm. A test that lacks it is skipped with a printed
 * reason; with BOOTTRACE_REQUIRE_PACKAGES=1 or BOOTTRACE_REQUIRE_KVM=1 (as in continuous integration) it fails instead.
 */
import { accessSync, closeSync, constants, openSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'vitest';

export interface Requirement {
  /** As a person would call it: `/dev/kvm`, `Debian package nasm`. */
  readonly name: string;
  readonly present: boolean;
  /** Why it counts as missing and what to do about it; empty when present. */
  readonly reason: string;
  /** True when a missing requirement must fail, not skip. */
  readonly enforced: boolean;
}

function errorCode(attempt: () => void): string | null {
  try {
    attempt();
    return null;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? String(error);
  }
}

const KVM_ADVICE: Readonly<Record<string, string>> = {
  ENOENT: 'it does not exist: load the kvm module, or turn on nested virtualisation in a virtual machine',
  EACCES: 'no permission: add your user to the group kvm, or pass --device /dev/kvm to the container',
  EPERM: 'no permission: pass --device /dev/kvm to the container',
};

function kvm(): Requirement {
  const failure = errorCode(() => closeSync(openSync('/dev/kvm', 'r+')));
  const advice = failure === null ? '' : (KVM_ADVICE[failure] ?? `opening it gave ${failure}`);
  return {
    name: '/dev/kvm',
    present: failure === null,
    reason: failure === null ? '' : `/dev/kvm cannot be opened; ${advice}`,
    enforced: process.env['BOOTTRACE_REQUIRE_KVM'] === '1',
  };
}

function isInPath(command: string): boolean {
  const folders = (process.env['PATH'] ?? '').split(path.delimiter);
  return folders.some(
    (folder) => errorCode(() => accessSync(path.join(folder, command), constants.X_OK)) === null,
  );
}

/** `probe` is a file that the package installs, or the bare name of a command. */
function debianPackage(name: string, probe: string): Requirement {
  const present = probe.includes('/')
    ? errorCode(() => accessSync(probe, constants.R_OK)) === null
    : isInPath(probe);
  return {
    name: `Debian package ${name}`,
    present,
    reason: present ? '' : `${probe} is missing; install it with: apt-get install ${name}`,
    enforced: process.env['BOOTTRACE_REQUIRE_PACKAGES'] === '1',
  };
}

export const requirement = { kvm, debianPackage } as const;

/** Registers a test that says why `needed` is missing: skipped with the reason, or failed where it is enforced. */
export function explain(needed: Requirement): void {
  if (needed.present) return;
  test(`needs ${needed.name}`, (context) => {
    if (needed.enforced) throw new Error(needed.reason);
    process.stderr.write(`skipped: ${needed.reason}\n`);
    context.skip(needed.reason);
  });
}

/** `describe` for tests that need all of `requirements`. */
export function describeWith(requirements: readonly Requirement[], title: string, body: () => void): void {
  requirements.forEach(explain);
  describe.skipIf(requirements.some((needed) => !needed.present))(title, body);
}
