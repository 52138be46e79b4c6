/** The boots of an unmodified Debian kernel that test/lab/inspection.test.ts looks into. */
import type { Scenario } from './scenarios.js';

export const INSPECTION_SCENARIOS: readonly Scenario[] = [
  { name: 'profile', flags: ['--profile'], commandLine: 'quiet' },
  {
    name: 'initcalls',
    flags: ['--initcalls', '--kernel-marks', '--trace-function', 'rest_init,no_such_function'],
    commandLine: 'quiet',
  },
  { name: 'both-on-two', flags: ['--initcalls', '--profile=200', '--cpus', '2'], commandLine: 'quiet' },
  {
    name: 'symbols',
    flags: ['--save-symbols', 'System.map'],
    commandLine: 'quiet',
    // The same kernel runs outside: what it says of itself is what must be found.
    tearDown:
      'echo 0 >/proc/sys/kernel/kptr_restrict; cat /proc/kallsyms >kallsyms; cat /proc/version >version',
  },
];

/** The same of a newer kernel, whose tables have another order: its symbols, its stacks and its marks at once. */
export const NEWER_KERNEL: Scenario = {
  name: 'newer',
  flags: ['--profile', '--initcalls', '--kernel-marks'],
  commandLine: 'quiet',
  boot: ({ newerKernel, initramfs }, commandLine) => [
    ...['--kernel', newerKernel!],
    ...['--initramfs', initramfs, '--cmdline', commandLine],
  ],
};
