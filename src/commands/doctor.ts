/** `boottrace doctor`: can this host run guests, and if not, what to do. */
import { outputFlags } from '../cli/flags/flags.js';
import { BaseCommand } from '../cli/program/base-command.js';

export default class Doctor extends BaseCommand {
  static override summary = 'Say what this host can run, and what to do about what it cannot.';

  static override description =
    'Goes the way of `run` step by step and ends by booting the sample guest. Exits 3 when no engine can run a guest here, ' +
    'and when the bundled runner does not work for another reason than that KVM is missing.';

  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --json',
  ];

  static override flags = outputFlags('doctor');

  override async run(): Promise<void> {
    const { flags } = await this.parse(Doctor);
    const { showReport } = await import('../cli/work/show-report.js');
    const { withFiles } = await import('../cli/files/claim-files.js');
    const { tableFiles } = await import('../cli/files/file-uses.js');
    const examine = async () => {
      const { examineHost } = await import('../engines/examine-host.js');
      return { command: 'doctor' as const, findings: await examineHost(this.config.root) };
    };
    const { findings } = await withFiles(tableFiles(flags), () => showReport(flags, examine));
    if (findings.some(({ status }) => status === 'failed')) process.exitCode = 3;
  }
}
