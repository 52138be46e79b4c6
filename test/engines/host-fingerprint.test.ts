import os from 'node:os';
import { expect, test } from 'vitest';
import { hostFingerprint, kvmKind } from '../../src/engines/host-fingerprint.js';

test.each([
  ['intel', 'processor\t: 0\nflags\t\t: fpu vmx sse\nbugs\t\t: none\n', true],
  ['amd', 'flags\t\t: fpu svm sse\n', true],
  ['software', 'flags\t\t: fpu sse\n', true],
  ['software', 'flags\t\t: fpu vmx_like nosvm\n', true],
  ['software', '', true],
  ['none', 'flags\t\t: fpu vmx\n', false],
] as const)('KVM is %s', (kind, cpuinfo, hasDevice) => {
  expect(kvmKind(cpuinfo, hasDevice)).toBe(kind);
});

test('the fingerprint is that of this machine, and the same each time', () => {
  const fingerprint = hostFingerprint();
  expect(fingerprint).toMatchObject({
    cpus: os.cpus().length,
    kernel: os.release(),
    memoryMiB: Math.round(os.totalmem() / 2 ** 20),
  });
  expect(fingerprint.cpuModel).not.toBe('');
  expect(hostFingerprint()).toEqual(fingerprint);
});
