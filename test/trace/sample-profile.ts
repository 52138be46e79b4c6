/** A small profile for tests: two stages, two virtual CPUs, idle time, firmware without names. */
import type { Profile, ProfileStack } from '../../src/trace/profile/profile.js';
import { encodeHeader, encodeItem } from '../../src/trace/trace-file.js';

const COUNTED: readonly ProfileStack[] = [
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

/** Taken one after another, a millisecond apart, each virtual CPU for itself. */
function timed(stacks: readonly ProfileStack[]): readonly ProfileStack[] {
  const nextNs = [1e6, 20e6];
  return stacks.map((stack) => {
    const timesNs = Array.from({ length: stack.count }, (_, at) => nextNs[stack.vcpu]! + at * 1e6);
    nextNs[stack.vcpu] = timesNs.at(-1)! + 1e6;
    return { ...stack, timesNs };
  });
}

export const STACKS = timed(COUNTED);

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

const CALLEES: Readonly<Record<string, readonly string[]>> = {
  start_kernel: ['setup_arch', 'arch_cpu_finalize_init', 'rest_init', 'mm_core_init', 'vfs_caches_init'],
  rest_init: ['kernel_init'],
  kernel_init: ['kernel_init_freeable'],
  kernel_init_freeable: ['do_basic_setup', 'wait_for_initramfs'],
  do_basic_setup: ['do_initcalls', 'driver_init'],
  do_initcalls: ['do_one_initcall'],
  do_one_initcall: ['acpi_init', 'populate_rootfs', 'serial8250_init', 'pci_subsys_init', 'inet_init'],
  acpi_init: ['acpi_bus_init', 'acpi_scan_init'],
  acpi_bus_init: ['acpi_load_tables'],
  acpi_load_tables: ['acpi_tb_load_namespace'],
  acpi_tb_load_namespace: ['acpi_ns_load_table'],
  acpi_ns_load_table: ['acpi_ns_parse_table', 'acpi_ds_initialize_objects'],
  arch_cpu_finalize_init: ['alternative_instructions'],
  setup_arch: ['init_mem_mapping', 'x86_init_noop'],
};

/** Samples as a boot of Linux has them: `samples` of them, a millisecond apart, about 20 calls deep, more than a thousand places. */
export function manyStacks(samples: number): readonly ProfileStack[] {
  // Numbers of Lehmer's generator, so that every run draws the same.
  let seed = 20_261_122;
  const draw = (limit: number): number => {
    seed = (seed * 48_271) % 2_147_483_647;
    return seed % limit;
  };
  return Array.from({ length: samples }, (_, at) => {
    const frames = ['secondary_startup_64', 'x86_64_start_kernel', 'start_kernel'];
    while (frames.length < 20) {
      const known = CALLEES[frames.at(-1)!];
      const next = known?.[Math.min(draw(known.length), draw(known.length))];
      if (next === undefined && draw(12) === 0) break;
      frames.push(next ?? `${frames.at(-1)!.split('.')[0]!.slice(0, 22)}.step_${Math.min(draw(9), draw(9))}`);
    }
    return { stage: 'kernel', vcpu: 0, frames, count: 1, timesNs: [at * 1e6] };
  });
}
