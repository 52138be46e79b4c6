/** What doctor asks of KVM, asked here. */
import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { probeKvm } from '../../src/vmm/index.js';
import { describeWith, requirement } from '../helpers/requirements.js';

describeWith([requirement.kvm()], 'the probe of KVM', () => {
  test('finds what the runner needs and measures an exit', () => {
    probeKvm();
    const before = readdirSync('/proc/self/fd').length;
    const facts = probeKvm();
    expect(facts).toMatchObject({ apiVersion: 12, missing: [] });
    expect(facts.maxVcpus).toBeGreaterThanOrEqual(1);
    // From the fastest hardware to nested software.
    expect(facts.exitNs).toBeGreaterThan(200);
    expect(facts.exitNs).toBeLessThan(1e6);
    expect(readdirSync('/proc/self/fd').length).toBe(before);
  });
});
