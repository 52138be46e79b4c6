/** What the exits of a boot are priced with, measured here. */
import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { calibrateExits } from '../../src/vmm/exit-prices.js';
import { Libc } from '../../src/vmm/kvm/libc.js';
import { describeWith, requirement } from '../helpers/requirements.js';

describeWith([requirement.kvm()], 'the price of an exit', () => {
  test('is that of real hardware or of nested software, and leaves no file open', () => {
    const libc = new Libc();
    calibrateExits(libc);
    const before = readdirSync('/proc/self/fd').length;
    const { exitNs, kernelExitNs } = calibrateExits(libc);
    expect(exitNs).toBeGreaterThan(200);
    expect(exitNs).toBeLessThan(1e6);
    expect(kernelExitNs).toBeLessThan(1e6);
    expect(readdirSync('/proc/self/fd').length).toBe(before);
  });
});
