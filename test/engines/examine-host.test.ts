import { describe, expect, onTestFinished, test } from 'vitest';
import { bundled } from '../../src/engines/bundled.js';
import type { Engine } from '../../src/engines/engine.js';
import {
  describeHost,
  describeKvm,
  describeSample,
  examineHost,
  type FoundEngine,
} from '../../src/engines/examine-host.js';
import type { HostFingerprint } from '../../src/engines/host-fingerprint.js';
import { EnvironmentError } from '../../src/trace/errors.js';
import type { DoctorFinding } from '../../src/trace/report/report.js';
import type { KvmFacts } from '../../src/vmm/index.js';
import { describeWith, requirement } from '../helpers/requirements.js';
import { ROOT } from '../helpers/run-cli.js';

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
  const WORKS = { hasKvm: true, runnerWorks: true };
  const NO_KVM_STATE = { hasKvm: false, runnerWorks: false };
  const WITHOUT_QEMU = [FOUND[0]!, { ...FOUND[1]!, program: null }];
  const show = (findings: ReturnType<typeof describeHost>) =>
    findings.map(({ subject, status, message }) => `${subject}: ${status}, ${message}`);

  test('are all there', () => {
    expect(show(describeHost([KVM], FOUND, WORKS))).toEqual([
      '/dev/kvm: ok, opens',
      'engine bundled: ok, part of boottrace',
      'engine qemu: ok, QEMU 7.2',
      'engines: ok, guests run with --engine bundled, --engine qemu',
    ]);
  });

  test('need not all be there', () => {
    expect(show(describeHost([KVM], WITHOUT_QEMU, WORKS))).toEqual([
      '/dev/kvm: ok, opens',
      'engine bundled: ok, part of boottrace',
      'engine qemu: ok, not installed',
      'engines: ok, guests run with --engine bundled',
    ]);
  });

  test('may run guests without KVM, which is then no failure', () => {
    expect(show(describeHost([NO_KVM], FOUND, NO_KVM_STATE))).toEqual([
      '/dev/kvm: warning, is not there',
      'engine bundled: warning, part of boottrace; it needs /dev/kvm',
      'engine qemu: ok, QEMU 7.2; without KVM it uses its emulator, which is slow',
      'engines: ok, guests run with --engine qemu',
    ]);
  });

  test('may all be out of the question', () => {
    const findings = describeHost([NO_KVM], WITHOUT_QEMU, NO_KVM_STATE);
    expect(findings[0]!.status).toBe('failed');
    expect(findings.at(-1)).toMatchObject({ status: 'failed', message: 'no engine can run a guest here' });
    expect(findings.at(-1)!.nextSteps.join()).toContain('apt-get install qemu-system-x86');
  });

  test('do not make good for a runner that does not work', () => {
    const broken = describeSample({ codes: 3, timeNs: 1e6, failure: 'the guest crashed: triple fault' });
    const findings = describeHost([KVM, broken], FOUND, { hasKvm: true, runnerWorks: false });
    expect(show(findings)).toEqual([
      '/dev/kvm: ok, opens',
      'sample guest: failed, the guest crashed: triple fault',
      'engine bundled: warning, part of boottrace; it does not work here',
      'engine qemu: ok, QEMU 7.2',
      'engines: ok, guests run with --engine qemu',
    ]);
    expect(findings[1]!.nextSteps).not.toEqual([]);
  });
});

describe('the sample guest', () => {
  test('is told by its codes and its time', () => {
    expect(describeSample({ codes: 10, timeNs: 52_462_000, failure: null })).toEqual({
      subject: 'sample guest',
      status: 'ok',
      message: '10 codes in 52 ms',
      nextSteps: [],
    });
  });
});

/** Does not confine the process of the tests. */
function runner(run: Engine['run']): Engine {
  const { confine: _, ...engine } = bundled;
  return { ...engine, run };
}
const statusOf = (findings: readonly DoctorFinding[], subject: string) =>
  findings.find((finding) => finding.subject === subject);

describe('this host', () => {
  test('is examined whether it has KVM or not, and every failure says what to do', async () => {
    const findings = await examineHost(ROOT, runner(bundled.run));
    expect(findings[0]?.subject).toBe('platform');
    for (const { subject, status, message, nextSteps } of findings) {
      expect(message).not.toBe('');
      if (status === 'failed' && subject !== 'engines') expect(nextSteps).not.toEqual([]);
    }
  });

  test('is not examined further than its platform', async () => {
    const own = Object.getOwnPropertyDescriptor(process, 'arch')!;
    onTestFinished(() => void Object.defineProperty(process, 'arch', own));
    Object.defineProperty(process, 'arch', { ...own, value: 'arm64' });
    const findings = await examineHost(ROOT, runner(bundled.run));
    expect(statusOf(findings, 'platform')).toMatchObject({
      status: 'failed',
      message: expect.stringContaining('linux on arm64'),
    });
    expect(statusOf(findings, '/dev/kvm')).toBeUndefined();
    expect(statusOf(findings, 'sample guest')).toBeUndefined();
  });
});

describeWith([requirement.kvm()], 'a runner that does not work on this KVM', () => {
  test('has failed with the words of run, whatever else is installed', async () => {
    const findings = await examineHost(
      ROOT,
      runner(() =>
        Promise.reject(
          new EnvironmentError('kvm-failed', 'KVM refused interrupt controllers: Invalid argument', [
            'boottrace doctor',
          ]),
        ),
      ),
    );
    expect(statusOf(findings, 'sample guest')).toEqual({
      subject: 'sample guest',
      status: 'failed',
      message: 'KVM refused interrupt controllers: Invalid argument',
      nextSteps: [],
    });
    expect(statusOf(findings, 'engine bundled')!.message).toContain('does not work here');
  });

  test('and a bug stays a bug', async () => {
    const broken = runner(() => Promise.reject(new TypeError('boom')));
    await expect(examineHost(ROOT, broken)).rejects.toThrow('boom');
  });
});
