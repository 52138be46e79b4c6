/** `boottrace parse`: events, deltas and stages of logs; `--follow` for one that grows. */
import { Flags } from '@oclif/core';
import { companionFlags, logArgs, outputFlags, readingFlags, stageFlags } from '../cli/flags/flags.js';
import { BaseCommand } from '../cli/program/base-command.js';

export default class Parse extends BaseCommand {
  static override summary = 'Read logs and print their events, deltas and stages.';

  static override examples = [
    '<%= config.bin %> <%= command.id %> cloud-hypervisor.log',
    'zcat old.log.gz | <%= config.bin %> <%= command.id %> --json -',
    '<%= config.bin %> <%= command.id %> --follow /var/log/cloud-hypervisor.log',
    "<%= config.bin %> <%= command.id %> /dev/ttyUSB0 --baud 115200 --mark 'login:=0x61' --until 0x61 --timeout 60s",
  ];

  static override args = logArgs;

  static override flags = {
    follow: Flags.boolean({ summary: 'Keep reading as the log grows, until Ctrl-C.', helpGroup: 'READING' }),
    baud: Flags.string({
      summary: 'Speed of a serial device, or keep to leave its line as it is set. [default: 115200]',
      helpValue: 'RATE',
      helpGroup: 'READING',
    }),
    until: Flags.string({
      summary: 'End the reading of a live log when this code arrives.',
      helpValue: 'CODE',
      helpGroup: 'READING',
    }),
    timeout: Flags.string({
      summary: 'End the reading of a live log after this time.',
      helpValue: 'TIME',
      helpGroup: 'READING',
    }),
    ...outputFlags('parse'),
    ...readingFlags,
    ...companionFlags,
    ...stageFlags,
  };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(Parse);
    const { withFiles } = await import('../cli/files/claim-files.js');
    const { parseFiles } = await import('../cli/files/file-uses.js');
    const files = parseFiles(args.log, flags);
    const { readsLive } = await import('../cli/work/live-input.js');
    if (readsLive(args.log, flags)) {
      const { followLog } = await import('../cli/work/follow-log.js');
      process.exitCode = await withFiles(files, () => followLog(args.log, flags));
      return;
    }
    const { showReport } = await import('../cli/work/show-report.js');
    const read = async () => {
      const { bootsReport, requireUse } = await import('../cli/work/read-boots.js');
      const report = await bootsReport('parse', args.log, flags);
      requireUse(report, flags);
      return report;
    };
    await withFiles(files, () => showReport(flags, read));
  }
}
