import { describe, expect, test } from 'vitest';
import { emulatorStep, type TypedRun } from '../../../src/cli/work/emulator-step.js';

const QEMU = '/usr/bin/qemu-system-x86_64';
const SLOW = { software: true, qemu: QEMU };
const LEAD = "this KVM is software and too slow for Linux; QEMU's emulator boots it: ";

interface Parts {
  readonly codes?: readonly number[];
  readonly request?: object;
  readonly timeoutNs?: number;
  readonly typed?: Partial<TypedRun>;
}

function step({ codes = [], request = {}, timeoutNs = 60e9, typed = {} }: Parts, host = SLOW as object) {
  const plan = { request: { kernel: { kernel: 'vmlinuz' }, disks: [], ...request }, timeoutNs };
  const events = codes.map((code) => ({ kind: 'code', code }));
  const words = ['--kernel', 'vmlinuz', '--cmdline', 'console=ttyS0 quiet'];
  const run = { order: { plan }, reading: { boots: [{ events }], diagnostics: [] } } as never;
  return emulatorStep(
    run,
    { engine: 'bundled', words, engineArguments: [], isInspected: false, ...typed },
    host,
  );
}

describe('a Linux that did not start', () => {
  test('on a KVM in software gets the command that boots it', () => {
    expect(step({})).toBe(
      `${LEAD}boottrace run --kernel vmlinuz --cmdline 'console=ttyS0 quiet' --engine qemu -- -accel tcg`,
    );
  });

  test('where QEMU is not installed is told how to get it', () => {
    expect(step({}, { software: true, qemu: null })).toContain(
      'boots it: sudo apt-get install qemu-system-x86, then boottrace run --kernel',
    );
  });

  test('in time that would be too short for the emulator gets the usual time', () => {
    const words = ['--timeout', '5s', '--kernel', 'k', '--engine=bundled', '--until', '0x41'];
    expect(step({ timeoutNs: 5e9, typed: { words } })).toBe(
      `${LEAD}boottrace run --kernel k --until 0x41 --engine qemu -- -accel tcg`,
    );
    expect(step({ timeoutNs: 90e9, typed: { words: ['--timeout=90s'] } })).toContain('run --timeout=90s --');
  });

  test('in QEMU keeps what stood behind --', () => {
    const request = { disks: [{ path: 'd' }], kernel: undefined };
    const engineArguments = ['-machine', 'q35'];
    const typed = { engine: 'qemu', words: ['--firmware', 'f', '--engine', 'qemu'], engineArguments };
    expect(step({ request, typed }, { ...SLOW, accelerator: 'kvm' })).toBe(
      `${LEAD}boottrace run --firmware f --engine qemu -- -machine q35 -accel tcg`,
    );
    expect(step({ request, typed }, { ...SLOW, accelerator: 'tcg' })).toBeNull();
    // Somebody chose: what stands behind -- says with what.
    expect(step({ request, typed }, { ...SLOW, accelerator: null })).toBeNull();
  });

  test('and was to be looked into is told that this cannot be', () => {
    expect(step({ typed: { isInspected: true } })).toContain(
      'without those that look into the guest, and --engine qemu -- -accel tcg',
    );
  });
});

test.each([
  ['hardware', {}, { software: false, qemu: QEMU }],
  ['a guest that writes codes', { codes: [0, 0x60] }, SLOW],
  ['a firmware without a disk', { request: { kernel: undefined } }, SLOW],
])('%s gets no such advice', (_, parts, host) => {
  expect(step(parts, host)).toBeNull();
});

test('zeros, which SeaBIOS writes, are no sign of Linux', () => {
  expect(step({ codes: [0, 0] })).not.toBeNull();
});
