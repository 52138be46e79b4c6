/** Can this host run guests, and if not, what to do about it: the findings of `boottrace doctor`. */
import { BoottraceError } from '../trace/errors.js';
import type { DoctorFinding } from '../trace/report.js';
import type { KvmFacts } from '../vmm/index.js';
import { type HostFingerprint, hostFingerprint } from './host.js';
import { engines } from './index.js';

/** Above this, an exit is so dear that KVM can hardly have hardware to build on. */
const SLOW_EXIT_NS = 5000;

export async function examineHost(): Promise<readonly DoctorFinding[]> {
  const platform = examinePlatform(process.platform, process.arch);
  if (platform.status === 'failed') return [platform];
  const host = hostFingerprint();
  const kvm = await probe();
  const findings = 'facts' in kvm ? describeKvm(kvm.facts, host) : [kvm.finding];
  return [platform, ...findings, describeEngines(findings.every(({ status }) => status !== 'failed'))];
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

function describeEngines(usable: boolean): DoctorFinding {
  const list = engines.map(({ id, title }) => `${id} (${title})`).join(', ');
  return {
    subject: 'engines',
    status: usable ? 'ok' : 'failed',
    message: usable ? list : 'none can run a guest here',
    nextSteps: [],
  };
}
