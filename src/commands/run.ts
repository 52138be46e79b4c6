/** `boottrace run`: boots a guest, shows what it does, prints its timeline. */
import { Flags } from '@oclif/core';
import { splitEngineArguments } from '../cli/flags/engine-arguments.js';
import { nameFlags, outputFlags, rowFlags, stageFlags, verdictFlags } from '../cli/flags/flags.js';
import { guestOptionFlags } from '../cli/flags/guest-option-flags.js';
import { DEFAULT_RUNS, DEFAULT_WARMUPS, MOST_TIMES } from '../cli/flags/run-repeats.js';
import { countVerbosity } from '../cli/flags/verbosity.js';
import { completeBareFlags, DEFAULT_PROFILE_HZ } from '../cli/program/bare-flags.js';
import { BaseCommand } from '../cli/program/base-command.js';
import { engines } from '../engines/index.js';
import { DEFAULT_FAIL_ON, FAIL_ON } from '../trace/report/report.js';
import { ON_PANIC } from '../trace/run.js';

const GUEST = 'GUEST';
const RUN = 'RUN';
const INSIDE = 'INSIDE THE GUEST';
const REPEAT = 'REPEAT';

export default class Run extends BaseCommand {
  static override summary = 'Boot a guest, capture its boot codes and debug text, and print its timeline.';

  static override description =
    "Guest flags are Cloud Hypervisor's. Without --firmware and --kernel, the sample guest of the package boots. Ends when the " +
    'guest resets, powers off or halts, at --until, at --timeout, or at Ctrl-C.';

  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --firmware /usr/share/seabios/bios-256k.bin',
    '<%= config.bin %> <%= command.id %> --kernel vmlinuz --initramfs initrd.gz --cmdline "console=ttyS0" --cpus 4',
    '<%= config.bin %> <%= command.id %> --firmware bios-256k.bin --disk path=disk.raw --rng',
    '<%= config.bin %> <%= command.id %> --engine qemu --kernel vmlinuz -- -machine q35',
    '<%= config.bin %> <%= command.id %> --until 0x41 --timeout 10s --save boot.ndjson --log-file boot.log',
  ];

  static override flags = {
    firmware: Flags.string({
      summary: 'ROM image that starts at its reset vector, or ELF firmware with a PVH entry (CLOUDHV.fd).',
      helpValue: 'PATH',
      helpGroup: GUEST,
    }),
    kernel: Flags.string({
      summary: 'Linux bzImage, or ELF image with a PVH entry (vmlinux, firmware).',
      helpValue: 'PATH',
      helpGroup: GUEST,
    }),
    initramfs: Flags.string({
      summary: 'Initial root file system for --kernel.',
      helpValue: 'PATH',
      helpGroup: GUEST,
    }),
    cmdline: Flags.string({ summary: 'Command line for --kernel.', helpValue: 'TEXT', helpGroup: GUEST }),
    ...guestOptionFlags(GUEST),
    disk: Flags.string({
      summary:
        'Raw image or block device: path=PATH[,readonly=on|off]. The image is modified only with readonly=off.',
      helpValue: 'path=PATH',
      multiple: true,
      helpGroup: GUEST,
    }),
    serial: Flags.string({
      summary: 'Serial port: off, null, tty or file=PATH.',
      default: 'null',
      helpValue: 'WHERE',
      helpGroup: GUEST,
    }),
    console: Flags.option({ options: ['off'] as const })({
      summary: 'Accepted for compatibility with Cloud Hypervisor; there is no virtio console.',
      helpGroup: GUEST,
    }),
    'debug-console': Flags.string({
      summary: 'Debug console, port 0xe9: off, null, tty, pty or file=PATH, then [,iobase=0xe9].',
      default: 'off',
      helpValue: 'WHERE',
      helpGroup: GUEST,
    }),
    'log-file': Flags.string({
      summary: "Write a log in Cloud Hypervisor's format.",
      helpValue: 'PATH',
      helpGroup: RUN,
    }),
    verbose: Flags.boolean({ char: 'v', summary: 'Log more: -v, -vv or -vvv.', helpGroup: RUN }),
    timeout: Flags.string({
      summary: 'Maximum time of a run; reaching it is a guest failure.',
      default: '60s',
      helpValue: 'TIME',
      helpGroup: RUN,
    }),
    until: Flags.string({
      summary: 'Stop when this code or moment arrives.',
      helpValue: 'CODE',
      helpGroup: RUN,
    }),
    'on-panic': Flags.option({ options: ON_PANIC })({
      summary: 'After a kernel panic or an ASSERT: stop the run, or continue with what the guest does next.',
      default: ON_PANIC[0],
      helpGroup: RUN,
    }),
    mark: Flags.string({
      summary: 'Treat a line of text that matches REGEX as CODE: REGEX=CODE or REGEX=CODE:NAME.',
      helpValue: 'REGEX=CODE',
      multiple: true,
      multipleNonGreedy: true,
      helpGroup: RUN,
    }),
    save: Flags.string({ summary: 'Write a trace file.', helpValue: 'FILE', helpGroup: RUN }),
    runs: Flags.integer({
      summary: `Number of boots, for statistics. [default: ${DEFAULT_RUNS.alone}, with --vs ${DEFAULT_RUNS.compared} of each side]`,
      helpValue: 'N',
      min: 1,
      max: 10_000,
      helpGroup: REPEAT,
    }),
    warmup: Flags.integer({
      summary: `Number of boots before these that are left out of statistics. [default: ${DEFAULT_WARMUPS.alone}, with --vs ${DEFAULT_WARMUPS.compared} of each side]`,
      helpValue: 'N',
      min: 0,
      max: 1000,
      helpGroup: REPEAT,
    }),
    vs: Flags.string({
      summary: 'Compare with a second guest that has FLAGS in addition. The two guests boot alternately.',
      helpValue: 'FLAGS',
      helpGroup: REPEAT,
    }),
    'until-conclusive': Flags.boolean({
      summary: 'Continue until the exit code is certain, or until --max-runs.',
      helpGroup: REPEAT,
    }),
    'max-runs': Flags.integer({
      summary: `Maximum number of runs of each side. [default: ${MOST_TIMES} times --runs]`,
      helpValue: 'N',
      min: 1,
      max: 10_000,
      helpGroup: REPEAT,
    }),
    'fail-on': Flags.option({ options: FAIL_ON })({
      summary: `Verdicts of the comparison that cause exit code 1. [default: ${DEFAULT_FAIL_ON}]`,
      helpGroup: 'VERDICT',
    }),
    ...verdictFlags,
    ...rowFlags,
    ...nameFlags,
    profile: Flags.string({
      summary: `Sample what every vCPU executes, HZ times a second: --profile=100. --profile alone means ${DEFAULT_PROFILE_HZ}.`,
      helpValue: 'HZ',
      helpGroup: INSIDE,
    }),
    initcalls: Flags.boolean({
      summary: 'Record an event for each initcall of an unmodified Linux kernel.',
      helpGroup: INSIDE,
    }),
    'trace-function': Flags.string({
      summary: 'Record an event for each call of these kernel functions, until the kernel starts init.',
      helpValue: 'NAME[,NAME]',
      multiple: true,
      multipleNonGreedy: true,
      helpGroup: INSIDE,
    }),
    'kernel-marks': Flags.boolean({
      summary: 'Record code 0x40 when an unmodified kernel begins, and 0x41 when it starts init.',
      helpGroup: INSIDE,
    }),
    symbols: Flags.string({
      summary: 'Symbols for a guest that has none in its memory: System.map, output of nm, or ELF.',
      helpValue: 'FILE',
      helpGroup: INSIDE,
    }),
    'save-symbols': Flags.string({
      summary: "Write the symbols found in the kernel's memory, in System.map format.",
      helpValue: 'FILE',
      helpGroup: INSIDE,
    }),
    engine: Flags.option({ options: engines.map(({ id }) => id) })({
      summary: `Program that runs the guest: ${engines.map(({ id, title }) => `${id} (${title})`).join(', ')}. Arguments after -- go to its program.`,
      default: engines[0].id,
      helpGroup: RUN,
    }),
    ...outputFlags('run'),
    ...stageFlags,
  };

  override async run(): Promise<void> {
    const { own, engineArguments } = splitEngineArguments(this.argv);
    const { flags } = await this.parse(Run, completeBareFlags(own));
    const { runAndShow } = await import('../cli/work/run-and-report.js');
    process.exitCode = await runAndShow(flags, {
      packageRoot: this.config.root,
      version: this.config.version,
      verbosity: countVerbosity(own),
      words: own,
      engineArguments,
      guestFlags,
    });
  }
}

/** What --vs takes: every flag of the guest. */
const guestFlags = Object.fromEntries(
  Object.entries(Run.flags).filter(([, flag]) => flag.helpGroup === GUEST),
);
