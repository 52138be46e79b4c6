/** `boottrace diff`: what changed between two boots or two sets of boots. */
import { Args, Flags } from '@oclif/core';
import { BaseCommand } from '../cli/base-command.js';
import { outputFlags, readingFlags, stageFlags } from '../cli/flags.js';

const VERDICT = 'VERDICT';

export default class Diff extends BaseCommand {
  static override summary = 'Compare two logs, or two sets of boots, per stage, gap and code.';

  static override description =
    'A set of boots is a log that holds many, or a folder of logs. One boot against one boot gives differences but no verdict.';

  static override examples = [
    '<%= config.bin %> <%= command.id %> before.log after.log',
    '<%= config.bin %> <%= command.id %> --csv base-runs/ head-runs/',
  ];

  static override args = {
    base: Args.string({
      description: 'What to compare with: a log or a folder.',
      required: true,
      ignoreStdin: true,
    }),
    head: Args.string({
      description: 'What may have changed: a log or a folder.',
      required: true,
      ignoreStdin: true,
    }),
  };

  static override flags = {
    'fail-on': Flags.option({ options: ['regression', 'inconclusive', 'never'] as const })({
      summary: 'Verdicts that exit with 1.',
      default: 'regression',
      helpGroup: VERDICT,
    }),
    alpha: Flags.string({
      summary: 'How often a difference may be claimed where there is none.',
      helpValue: 'P',
      default: '0.05',
      helpGroup: VERDICT,
    }),
    floor: Flags.string({
      summary:
        'A smaller difference is no regression: a share (2%) or a time (0.5ms). [default: 2% and 0.5ms]',
      helpValue: 'LIMIT',
      multiple: true,
      multipleNonGreedy: true,
      helpGroup: VERDICT,
    }),
    ...outputFlags('diff'),
    ...readingFlags,
    ...stageFlags,
  };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(Diff);
    const { showReport } = await import('../cli/show-report.js');
    const { compareLogs, diffExitCode } = await import('../cli/compare-logs.js');
    const report = await showReport(flags, () => compareLogs(args, flags));
    process.exitCode = diffExitCode(report.verdict, flags['fail-on']);
  }
}
