/** `boottrace classify`: flags to one call to one report. */
import { Args } from '@oclif/core';
import { BaseCommand } from '../cli/base-command.js';
import { outputFlags, tableFlags } from '../cli/flags.js';

export default class Classify extends BaseCommand {
  static override summary = 'Say which stage codes belong to, or print the table in force.';

  static override description =
    'Codes are written as they are printed, 0x40, and ranges of them as 0x80-0x8f. Without codes the whole table is printed.';

  static override examples = [
    '<%= config.bin %> <%= command.id %> 0x40 0x41',
    '<%= config.bin %> <%= command.id %> --codes my-codes.yaml',
  ];

  static override args = {
    code: Args.string({ description: 'Codes or ranges of codes.', multiple: true, ignoreStdin: true }),
  };

  static override flags = { ...outputFlags('classify'), ...tableFlags };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(Classify);
    const { showReport } = await import('../cli/show-report.js');
    const { withFiles } = await import('../cli/claim-files.js');
    const { tableFiles } = await import('../cli/file-uses.js');
    const classify = async () => {
      const [{ classifyCodes }, { loadStageTable }] = await Promise.all([
        import('../cli/classify-codes.js'),
        import('../cli/stage-table.js'),
      ]);
      return classifyCodes(args.code ?? [], await loadStageTable(flags.codes));
    };
    await withFiles(tableFiles(flags), () => showReport(flags, classify));
  }
}
