import { describe, expect, test } from 'vitest';
import {
  describeHost,
  describeKvm,
  examineHost,
  examinePlatform,
  type FoundEngine,
} from '../../src/engines/doctor.js';
import type { HostFingerprint } from '../../src/engines/host.js';
import type { KvmFacts } from '../../src/vmm/index.js';

const FACTS: KvmFacts = { apiVersion: 12, maxVcpus: 1024, missing: [], exitNs: 1234 };
const HOST: HostFingerprint = {
  cpuModel: 'a processor',
  cpus: 4,
  memoryMiB: 8192,
  kernel: '6.1.0',
  kvm: 'intel',
  governor: null,
};
const find = (facts: KvmFacts, host: HostFingerprint, subject: string) =>
  describeKvm(facts, host).find((finding) => finding.subject === subject);

describe('the platform', () => {
  test('is Linux on x86-64', () => {
    expect(examinePlatform('linux', 'x64')).toMatchObject({
      subject: 'platform',
      status: 'ok',
      nextSteps: [],
    });
  });

  test.each([
    ['darwin', 'arm64'],
    ['linux', 'arm64'],
    ['win32', 'x64'],
  ])('is not %s on %s, where logs can still be read', (platform, arch) => {
    const { status, message, nextSteps } = examinePlatform(platform, arch);
    expect(status).toBe('failed');
    expect(message).toContain(`${platform} on ${arch}`);
    expect(nextSteps[0]).toContain('reading logs');
  });
});

describe('KVM', () => {
  test.each([
    ['intel', 'hardware KVM (Intel VT-x), one exit costs 1.2 µs'],
    ['amd', 'hardware KVM (AMD-V), one exit costs 1.2 µs'],
  ] as const)('on hardware of %s is fine', (kvm, message) => {
    const findings = describeKvm(FACTS, { ...HOST, kvm });
    expect(findings.map(({ status }) => status)).toEqual(['ok', 'ok', 'ok']);
    expect(findings.at(-1)).toMatchObject({ message, nextSteps: [] });
    expect(findings[0]!.message).toBe('opens, API version 12, up to 1024 vCPUs');
  });

  test('on hardware with dear exits is a warning', () => {
    expect(find({ ...FACTS, exitNs: 30_000 }, HOST, 'speed')?.status).toBe('warning');
  });

  test('in software is a warning that says what it can do, and what to do', () => {
    const finding = find({ ...FACTS, exitNs: 13_400 }, { ...HOST, kvm: 'software' }, 'speed')!;
    expect(finding.status).toBe('warning');
    expect(finding.message).toContain('one exit costs 13.4 µs');
    expect(finding.nextSteps.join()).toContain('nested virtualisation');
  });

  test('that lacks something has failed', () => {
    const finding = find({ ...FACTS, missing: ['PIT2', 'IRQCHIP'] }, HOST, 'capabilities')!;
    expect(finding).toMatchObject({ status: 'failed', message: 'KVM lacks PIT2, IRQCHIP' });
    expect(finding.nextSteps).not.toEqual([]);
  });
});

describe('the engines', () => {
  const KVM = { subject: '/dev/kvm', status: 'ok', message: 'opens', nextSteps: [] } as const;
  const NO_KVM = {
    subject: '/dev/kvm',
    status: 'failed',
    message: 'is not there',
    nextSteps: ['load it'],
  } as const;
  const FOUND: readonly FoundEngine[] = [
    { id: 'bundled', needsKvm: true, program: 'part of boottrace' },
    { id: 'qemu', needsKvm: false, program: 'QEMU 7.2' },
  ];
  const WITHOUT_QEMU = [FOUND[0]!, { ...FOUND[1]!, program: null }];
  const show = (findings: ReturnType<typeof describeHost>) =>
    findings.map(({ subject, status, message }) => `${subject}: ${status}, ${message}`);

  test('are all there', () => {
    expect(show(describeHost([KVM], FOUND, { hasKvm: true }))).toEqual([
      '/dev/kvm: ok, opens',
      'engine bundled: ok, part of boottrace',
      'engine qemu: ok, QEMU 7.2',
      'engines: ok, guests run with --engine bundled, --engine qemu',
    ]);
  });

  test('need not all be there', () => {
    expect(show(describeHost([KVM], WITHOUT_QEMU, { hasKvm: true }))).toEqual([
      '/dev/kvm: ok, opens',
      'engine bundled: ok, part of boottrace',
      'engine qemu: ok, not installed',
      'engines: ok, guests run with --engine bundled',
    ]);
  });

  test('may run guests without KVM, which is then no failure', () => {
    expect(show(describeHost([NO_KVM], FOUND, { hasKvm: false }))).toEqual([
      '/dev/kvm: warning, is not there',
      'engine bundled: warning, part of boottrace; it needs /dev/kvm',
      'engine qemu: ok, QEMU 7.2; without KVM its emulator, slow',
      'engines: ok, guests run with --engine qemu',
    ]);
  });

  test('may all be out of the question', () => {
    const findings = describeHost([NO_KVM], WITHOUT_QEMU, { hasKvm: false });
    expect(findings[0]!.status).toBe('failed');
    expect(findings.at(-1)).toMatchObject({ status: 'failed', message: 'none can run a guest here' });
    expect(findings.at(-1)!.nextSteps.join()).toContain('apt-get install qemu-system-x86');
  });
});

test('this host is examined whether it has KVM or not, and every failure says what to do', async () => {
  const findings = await examineHost();
  expect(findings[0]?.subject).toBe('platform');
  for (const { subject, status, message, nextSteps } of findings) {
    expect(message).not.toBe('');
    if (status === 'failed' && subject !== 'engines') expect(nextSteps).not.toEqual([]);
  }
});
