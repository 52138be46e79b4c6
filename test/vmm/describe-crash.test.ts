import { expect, test } from 'vitest';
import { describeCrash } from '../../src/vmm/describe-crash.js';
import type { VcpuEnd } from '../../src/vmm/vcpu-thread.js';

const running: VcpuEnd = { end: { kind: 'stopped' }, registers: null, exits: [], shortestRunNs: 1 };

test.each<[readonly VcpuEnd[], string]>([
  [
    [running, { ...running, end: { kind: 'triple-fault' }, registers: 'rip=0x1' }],
    'vCPU 1: triple fault; rip=0x1',
  ],
  [
    [{ ...running, end: { kind: 'failed', detail: 'KVM gave up' }, registers: 'rip=0x2' }, running],
    'vCPU 0: KVM gave up; rip=0x2',
  ],
  [[running], 'a vCPU thread failed'],
])('%j', (ends, text) => {
  expect(describeCrash(ends)).toBe(text);
});
