/** `boottrace mark-tool`: flags to one call. */
import { Flags } from '@oclif/core';
import { BaseCommand } from '../cli/program/base-command.js';

export default class MarkTool extends BaseCommand {
  static override summary =
    'Write the mark tool to a file. It is a small static program that writes boot codes inside a guest.';

  static override description =
    'Linux and its userspace write no boot codes by themselves. Run `mark 0x60` from an initramfs, a ' +
    'systemd unit or a shell in the guest to write one.';

  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --output rootfs/bin/mark',
  ];

  static override flags = {
    output: Flags.string({
      summary: 'File to write; - is standard output.',
      helpValue: 'FILE',
      default: './mark',
    }),
    force: Flags.boolean({ summary: 'Replace a file that already exists.', default: false }),
  };

  override async run(): Promise<void> {
    const { flags } = await this.parse(MarkTool);
    const { handOutMarkTool, markToolProgram } = await import('../cli/work/mark-tool.js');
    const { withFiles } = await import('../cli/files/claim-files.js');
    const { markToolFiles } = await import('../cli/files/file-uses.js');
    const program = markToolProgram(this.config.root);
    const text = await withFiles(markToolFiles(program, flags), async () => handOutMarkTool(flags, program));
    process.stdout.write(text);
  }
}
