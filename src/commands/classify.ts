/** `boottrace classify`: flags to one call to one report. */
import { Args } from '@oclif/core';
import { outputFlags, tableFlags } from '../cli/flags/flags.js';
import { BaseCommand } from '../cli/program/base-command.js';

export default class Classify extends BaseCommand {
  static override summary = 'Print the stage and name of codes, or the whole table.';

  static override description =
    'Write codes as 0x40 and ranges as 0x80-0x8f. Without codes, the command prints the whole table.';

  static override examples = [
    '<%= config.bin %> <%= command.id %> 0x40 0x41',
    '<%= config.bin %> <%= command.id %> --codes my-codes.yaml',
  ];

  static override args = {
    code: Args.string({ description: 'Codes, or ranges of codes.', multiple: true, ignoreStdin: true }),
  };

  static override flags = { ...outputFlags('classify'), ...tableFlags };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(Classify);
    const { showReport } = await import('../cli/work/show-report.js');
    const { withFiles } = await import('../cli/files/claim-files.js');
    const { tableFiles } = await import('../cli/files/file-uses.js');
    const classify = async () => {
      const [{ classifyCodes }, { loadStageTable }] = await Promise.all([
        import('../cli/work/classify-codes.js'),
        import('../cli/flags/stage-table.js'),
      ]);
      return classifyCodes(args.code ?? [], await loadStageTable(flags.codes));
    };
    await withFiles(tableFiles(flags), () => showReport(flags, classify));
  }
}
