/** `boottrace report`: the timeline over one or many boots. */
import { Flags } from '@oclif/core';
import {
  companionFlags,
  optionalLogArgs,
  outputFlags,
  readingFlags,
  stageFlags,
  verdictFlags,
} from '../cli/flags/flags.js';
import { BaseCommand } from '../cli/program/base-command.js';
import { requireFormat } from '../reporters/index.js';

export default class Report extends BaseCommand {
  static override summary = 'Show where the time of one or many boots went.';

  static override description =
    'For several boots, in one log or in many, the report shows median, mean, spread and 95th percentile of each stage and gap.';

  static override examples = [
    '<%= config.bin %> <%= command.id %> boot.log',
    '<%= config.bin %> <%= command.id %> --csv runs/*.log',
    '<%= config.bin %> <%= command.id %> --trend nightly/',
  ];

  static override args = optionalLogArgs;

  static override flags = {
    trend: Flags.string({
      summary:
        'Show the medians of all logs in DIR over time, and where they change. --alpha and --floor define a change.',
      helpValue: 'DIR',
    }),
    ...verdictFlags,
    ...outputFlags('report'),
    ...readingFlags,
    ...companionFlags,
    ...stageFlags,
  };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(Report);
    const { chosenFormat, showReport } = await import('../cli/work/show-report.js');
    if (flags.trend !== undefined) requireFormat(chosenFormat(flags), 'trend');
    const { reportLogs } = await import('../cli/work/report-logs.js');
    const { withFiles } = await import('../cli/files/claim-files.js');
    const { reportFiles } = await import('../cli/files/file-uses.js');
    const logs = args.log ?? [];
    await withFiles(reportFiles(logs, flags), () => showReport(flags, () => reportLogs(logs, flags)));
  }
}
