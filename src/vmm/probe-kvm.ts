/** What this host's KVM is, for `boottrace doctor`. */
import { priceOfExit } from './exit-prices.js';
import { KVM_CAP } from './kvm/abi.js';
import { KvmSystem, missingCapabilities } from './kvm/kvm-system.js';
import { Libc } from './kvm/libc.js';

export interface KvmFacts {
  readonly apiVersion: number;
  readonly maxVcpus: number;
  /** Names of capabilities that the runner needs and this KVM lacks. */
  readonly missing: readonly string[];
  /** Median cost of one port write, guest to host and back. */
  readonly exitNs: number;
}

/** Odd, so that there is a middle one. */
const MEASURED_EXITS = 2001;

/** Throws EnvironmentError when /dev/kvm cannot be opened or refuses a guest. */
export function probeKvm(): KvmFacts {
  const libc = new Libc();
  const system = KvmSystem.open(libc);
  try {
    return {
      apiVersion: system.apiVersion(),
      maxVcpus: system.capability(KVM_CAP.MAX_VCPUS) || system.capability(KVM_CAP.NR_VCPUS),
      missing: missingCapabilities(system),
      exitNs: priceOfExit(libc, system, MEASURED_EXITS),
    };
  } finally {
    system.close();
  }
}
