/** `boottrace report`: the timeline over one or many boots. */
import { BaseCommand } from '../cli/base-command.js';
import { logArgs, outputFlags, readingFlags, stageFlags } from '../cli/flags.js';

export default class Report extends BaseCommand {
  static override summary = 'Show where the time went, over one or many boots.';

  static override description =
    'With several boots, in one log or in many, each stage and gap gets its median, mean, spread and 95th percentile.';

  static override examples = [
    '<%= config.bin %> <%= command.id %> boot.log',
    '<%= config.bin %> <%= command.id %> --csv runs/*.log',
  ];

  static override args = logArgs;

  static override flags = { ...outputFlags('report'), ...readingFlags, ...stageFlags };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(Report);
    const { showReport } = await import('../cli/show-report.js');
    await showReport(flags, async () => {
      const { bootsReport } = await import('../cli/boots-report.js');
      return bootsReport('report', args.log, flags);
    });
  }
}
