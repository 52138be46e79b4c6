/** Can this host run guests, and if not, what to do about it: the findings of `boottrace doctor`. */
import { BoottraceError } from '../trace/errors.js';
import type { DoctorFinding } from '../trace/report.js';
import type { KvmFacts } from '../vmm/index.js';
import { type HostFingerprint, hostFingerprint } from './host.js';
import { engines } from './index.js';
import { INSTALL_QEMU } from './qemu.js';

/** Above this, an exit is so dear that KVM can hardly have hardware to build on. */
const SLOW_EXIT_NS = 5000;

export async function examineHost(): Promise<readonly DoctorFinding[]> {
  const platform = examinePlatform(process.platform, process.arch);
  if (platform.status === 'failed') return [platform];
  const host = hostFingerprint();
  const kvm = await probe();
  const findings = 'facts' in kvm ? describeKvm(kvm.facts, host) : [kvm.finding];
  const hasKvm = findings.every(({ status }) => status !== 'failed');
  const installed = await Promise.all(
    engines.map(async ({ id, needsKvm, installed: find }) => ({
      id,
      needsKvm,
      program: find === undefined ? 'part of boottrace' : await find(),
    })),
  );
  return [platform, ...describeHost(findings, installed, { hasKvm })];
}

/** An engine as it was found on this host. */
export interface FoundEngine {
  readonly id: string;
  readonly needsKvm: boolean;
  /** Null when it is not installed. */
  readonly program: string | null;
}

/** What KVM and the engines come to: what KVM lacks is no failure where an engine does without. */
export function describeHost(
  kvm: readonly DoctorFinding[],
  found: readonly FoundEngine[],
  { hasKvm }: { readonly hasKvm: boolean },
): DoctorFinding[] {
  const usable = found.filter(({ program, needsKvm }) => program !== null && (hasKvm || !needsKvm));
  const softened = kvm.map((finding) =>
    finding.status === 'failed' && usable.length > 0 ? { ...finding, status: 'warning' as const } : finding,
  );
  return [
    ...softened,
    ...found.map((engine) => describeEngine(engine, { hasKvm })),
    {
      subject: 'engines',
      status: usable.length > 0 ? 'ok' : 'failed',
      message:
        usable.length > 0
          ? `guests run with ${usable.map(({ id }) => `--engine ${id}`).join(', ')}`
          : 'none can run a guest here',
      nextSteps: usable.length > 0 ? [] : [`run guests in QEMU's emulator: ${INSTALL_QEMU}`],
    },
  ];
}

function describeEngine(
  { id, needsKvm, program }: FoundEngine,
  { hasKvm }: { readonly hasKvm: boolean },
): DoctorFinding {
  const subject = `engine ${id}`;
  // Nobody needs all engines: one that is not there is no fault of the host.
  if (program === null) return { subject, status: 'ok', message: 'not installed', nextSteps: [] };
  if (hasKvm) return { subject, status: 'ok', message: program, nextSteps: [] };
  return needsKvm
    ? { subject, status: 'warning', message: `${program}; it needs /dev/kvm`, nextSteps: [] }
    : { subject, status: 'ok', message: `${program}; without KVM its emulator, slow`, nextSteps: [] };
}

export function examinePlatform(platform: string, arch: string): DoctorFinding {
  const runs = platform === 'linux' && arch === 'x64';
  return {
    subject: 'platform',
    status: runs ? 'ok' : 'failed',
    message: runs ? 'Linux on x86-64' : `${platform} on ${arch}: guests run on Linux on x86-64 only`,
    nextSteps: runs ? [] : ['reading logs (parse, report, diff, check) works here'],
  };
}

async function probe(): Promise<{ facts: KvmFacts } | { finding: DoctorFinding }> {
  const { probeKvm } = await import('../vmm/index.js');
  try {
    return { facts: probeKvm() };
  } catch (error) {
    if (!(error instanceof BoottraceError)) throw error;
    const { message, nextSteps } = error;
    return { finding: { subject: '/dev/kvm', status: 'failed', message, nextSteps } };
  }
}

/** What an answering /dev/kvm can do. */
export function describeKvm(facts: KvmFacts, host: HostFingerprint): DoctorFinding[] {
  const { apiVersion, maxVcpus, missing, exitNs } = facts;
  const complete = missing.length === 0;
  const hardware = host.kvm === 'intel' || host.kvm === 'amd';
  const kind = host.kvm === 'intel' ? 'Intel VT-x' : 'AMD-V';
  const cost = `one exit costs ${(exitNs / 1000).toFixed(1)} µs`;
  return [
    {
      subject: '/dev/kvm',
      status: 'ok',
      message: `opens, API version ${apiVersion}, up to ${maxVcpus} vCPUs`,
      nextSteps: [],
    },
    {
      subject: 'capabilities',
      status: complete ? 'ok' : 'failed',
      message: complete ? 'everything the runner needs' : `KVM lacks ${missing.join(', ')}`,
      nextSteps: complete ? [] : ['use a newer host kernel'],
    },
    {
      subject: 'speed',
      status: hardware && exitNs < SLOW_EXIT_NS ? 'ok' : 'warning',
      message: hardware
        ? `hardware KVM (${kind}), ${cost}`
        : `software KVM (no vmx or svm flag), ${cost}: small guests and firmware run, a Linux kernel takes too long`,
      nextSteps: hardware
        ? []
        : ['use a host with VT-x or AMD-V, or turn on nested virtualisation, for Linux guests'],
    },
  ];
}
