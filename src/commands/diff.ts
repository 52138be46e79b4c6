/** `boottrace diff`: what changed between two boots or two sets of boots. */
import { Args, Flags } from '@oclif/core';
import {
  mismatchFlags,
  nameFlags,
  outputFlags,
  profiledFlags,
  readingFlags,
  rowFlags,
  stageFlags,
  verdictFlags,
} from '../cli/flags/flags.js';
import { BaseCommand } from '../cli/program/base-command.js';
import { DEFAULT_FAIL_ON, FAIL_ON } from '../trace/report/report.js';

export default class Diff extends BaseCommand {
  static override summary = 'Compare two logs, or two sets of boots, per stage, gap and code.';

  static override description =
    'A set of boots is a log with many boots, a folder of logs, or several logs. Comparing one boot with one boot gives differences but no ' +
    'verdict. A single file must come from `run --vs --save`, which writes both sides into one file. Boots of different hosts, engines or machines are compared only with --allow-mismatch.';

  static override examples = [
    '<%= config.bin %> <%= command.id %> before.log after.log',
    '<%= config.bin %> <%= command.id %> --csv base-runs/ head-runs/',
    '<%= config.bin %> <%= command.id %> --base base-*.log --head head-*.log',
    '<%= config.bin %> <%= command.id %> ab.ndjson',
    "<%= config.bin %> <%= command.id %> --rows 'kernel|total' --name base=v6.11 --name head=v6.12 a.ndjson b.ndjson",
  ];

  static override args = {
    base: Args.string({
      description: 'Boots to compare with: a log, a folder, or a quoted pattern.',
      ignoreStdin: true,
    }),
    head: Args.string({
      description: 'Boots that may have changed: a log, a folder, or a quoted pattern.',
      ignoreStdin: true,
    }),
  };

  static override flags = {
    base: Flags.string({
      summary: 'Several logs or folders, in place of BASE.',
      helpValue: 'LOG...',
      multiple: true,
    }),
    head: Flags.string({
      summary: 'Several logs or folders, in place of HEAD.',
      helpValue: 'LOG...',
      multiple: true,
    }),
    'fail-on': Flags.option({ options: FAIL_ON })({
      summary: 'Verdicts that cause exit code 1.',
      default: DEFAULT_FAIL_ON,
      helpGroup: 'VERDICT',
    }),
    ...verdictFlags,
    ...rowFlags,
    ...nameFlags,
    ...mismatchFlags,
    ...profiledFlags,
    ...outputFlags('diff'),
    ...readingFlags,
    ...stageFlags,
  };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(Diff);
    const { showReport } = await import('../cli/work/show-report.js');
    const { chooseSides, compareLogs, diffExitCode } = await import('../cli/work/compare-logs.js');
    const sides = chooseSides({ args, flags });
    const { withFiles } = await import('../cli/files/claim-files.js');
    const { diffFiles } = await import('../cli/files/file-uses.js');
    const report = await withFiles(diffFiles(args, flags), () =>
      showReport(flags, () => compareLogs(sides, flags)),
    );
    process.exitCode = diffExitCode(report.verdict, flags['fail-on']);
  }
}
