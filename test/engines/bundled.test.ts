import { expect, test } from 'vitest';
import { offerEmulator } from '../../src/engines/bundled.js';
import { EnvironmentError } from '../../src/trace/errors.js';

const steps = (error: unknown) => (error as EnvironmentError).nextSteps;

test.each(['no-kvm', 'kvm-permission'])('%s: QEMU is offered, and what it takes to have it', (code) => {
  const error = new EnvironmentError(code, 'no /dev/kvm', ['modprobe']);
  const offered = offerEmulator(error, '/usr/bin/qemu-system-x86_64');
  expect(offered).toMatchObject({ code, message: 'no /dev/kvm', exitCode: 3 });
  expect(steps(offered)).toEqual(['modprobe', expect.stringMatching(/slowly: boottrace run --engine qemu/)]);
  expect(steps(offerEmulator(error, null)).at(-1)).toContain('apt-get install qemu-system-x86');
});

test.each(['no-native-code', 'no-libc', 'wrong-platform'])('%s: QEMU is offered', (code) => {
  const offered = offerEmulator(new EnvironmentError(code, 'x', ['y']), '/usr/bin/qemu-system-x86_64');
  expect(steps(offered)).toEqual(['y', expect.stringContaining('boottrace run --engine qemu')]);
});

test('QEMU is offered on Linux alone', () => {
  const error = new EnvironmentError('wrong-platform', 'x');
  expect(offerEmulator(error, null, 'darwin')).toBe(error);
});

test('nothing else is touched', () => {
  for (const error of [new EnvironmentError('kvm-failed', 'x'), new Error('bug'), 'thrown']) {
    expect(offerEmulator(error, null)).toBe(error);
  }
});
