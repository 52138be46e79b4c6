/** `boottrace doctor`: can this host run guests, and if not, what to do. */
import { outputFlags } from '../cli/flags/flags.js';
import { BaseCommand } from '../cli/program/base-command.js';

export default class Doctor extends BaseCommand {
  static override summary = 'Test whether this host can run guests, and say how to fix what is missing.';

  static override description =
    'Tests each step of `run`, then boots the sample guest. Exits 3 when no engine can run a guest here, ' +
    'and when the bundled runner fails although KVM is available.';

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
