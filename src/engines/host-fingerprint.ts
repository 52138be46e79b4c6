/** The host's fingerprint: the facts that must be equal if the times of two boots are compared. */
import { existsSync, readFileSync } from 'node:fs';
import os from 'node:os';

export interface HostFingerprint {
  readonly cpuModel: string;
  readonly cpus: number;
  readonly memoryMiB: number;
  /** Release of the host's kernel. */
  readonly kernel: string;
  /** `intel`, `amd`: hardware virtualisation; `software`: /dev/kvm without it; `none`. */
  readonly kvm: 'intel' | 'amd' | 'software' | 'none';
  /** Frequency governor of the first CPU; null where the host does not say. */
  readonly governor: string | null;
}

const GOVERNOR_FILE = '/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor';

export function hostFingerprint(): HostFingerprint {
  const cpus = os.cpus();
  return {
    cpuModel: cpus[0]?.model.trim() ?? 'unknown',
    cpus: cpus.length,
    memoryMiB: Math.round(os.totalmem() / 2 ** 20),
    kernel: os.release(),
    kvm: kvmKind(readText('/proc/cpuinfo') ?? '', existsSync('/dev/kvm')),
    governor: readText(GOVERNOR_FILE)?.trim() ?? null,
  };
}

/** The processor flag shows whether KVM has hardware virtualisation. */
export function kvmKind(cpuinfo: string, hasDevice: boolean): HostFingerprint['kvm'] {
  if (!hasDevice) return 'none';
  const flags = /^flags\s*:(.*)$/m.exec(cpuinfo)?.[1]?.split(/\s+/) ?? [];
  if (flags.includes('vmx')) return 'intel';
  return flags.includes('svm') ? 'amd' : 'software';
}

function readText(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}
