/** A small profile for tests: two stages, two virtual CPUs, idle time, firmware without names. */
import type { Profile, ProfileStack } from '../../src/trace/profile.js';
import { encodeHeader, encodeItem } from '../../src/trace/trace-file.js';

export const STACKS: readonly ProfileStack[] = [
  { stage: 'firmware', vcpu: 0, frames: ['[firmware]', '0xffffff10'], count: 4 },
  {
    stage: 'kernel',
    vcpu: 0,
    frames: ['start_kernel', 'arch_cpu_finalize_init', 'alternative_instructions', '__x86_return_thunk'],
    count: 5,
  },
  {
    stage: 'kernel',
    vcpu: 0,
    frames: ['start_kernel', 'arch_cpu_finalize_init', 'alternative_instructions'],
    count: 13,
  },
  { stage: 'kernel', vcpu: 0, frames: ['start_kernel', 'setup_arch'], count: 2 },
  { stage: 'kernel', vcpu: 1, frames: ['start_secondary', 'do_idle', 'default_idle'], count: 6 },
];

export const PROFILE: Profile = {
  hz: 1000,
  samples: 30,
  lostTicks: 3,
  symbols: { source: 'guest-memory', count: 87_347, detail: 'Linux 6.1.0-56-cloud-amd64' },
  kernelSamples: 26,
  rootedKernelSamples: 25,
  idleSamples: 6,
  stacks: STACKS,
};

/** A trace file of one profiled boot with one code. */
export function profiledTrace(): string {
  const event = { kind: 'code', timeNs: 5e6, line: null, vcpu: 0, code: 0x41, port: 0x80 } as const;
  return [
    encodeHeader({ boottrace: '0', engine: 'bundled', guest: {}, host: {} }),
    encodeItem({ kind: 'boot', boot: 0, vmmStartNs: null }),
    encodeItem({ kind: 'event', boot: 0, event }),
    encodeItem({ kind: 'profile', boot: 0, profile: PROFILE }),
  ].join('');
}
