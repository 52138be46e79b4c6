/** `boottrace check`: assertions about boots; exits 1 when one fails. */
import { Flags } from '@oclif/core';
import { STATISTICS } from '../checks/assertion.js';
import {
  logArgs,
  mismatchFlags,
  outputFlags,
  profiledFlags,
  readingFlags,
  rowFlags,
  stageFlags,
  verdictFlags,
} from '../cli/flags/flags.js';
import { BaseCommand } from '../cli/program/base-command.js';
import { CHECK_FAIL_ON, DEFAULT_FAIL_ON } from '../trace/report/report.js';

const ASSERTIONS = 'ASSERTION';

function repeatable(summary: string, helpValue: string) {
  return Flags.string({ summary, helpValue, multiple: true, multipleNonGreedy: true, helpGroup: ASSERTIONS });
}

export default class Check extends BaseCommand {
  static override summary = 'Evaluate assertions about boots. Exits 1 when one fails.';

  static override description =
    'METRIC is a time or a count. Times: total, setup, vmm, a stage, or an interval: 0x40..0x41 is the time from the first 0x40 ' +
    'to the next 0x41. Counts: codes, exits, exits:kernel, bytes:serial, and failed, the number of boots that did not finish. ' +
    'CODES is a comma-separated list of codes, ranges (0x80-0xff), stages and moments (u-boot:main_loop). The check fails when a metric was never measured.';

  static override examples = [
    '<%= config.bin %> <%= command.id %> boot.log --max kernel=80ms --require 0x41',
    '<%= config.bin %> <%= command.id %> runs.ndjson --max failed=0 --max exits:kernel=20000',
    '<%= config.bin %> <%= command.id %> --stat median --max total=250ms runs/*.log',
    '<%= config.bin %> <%= command.id %> head.ndjson --baseline base.ndjson --fail-on inconclusive',
  ];

  static override args = logArgs;

  static override flags = {
    max: repeatable(
      'Require that METRIC is at most LIMIT. LIMIT is a time with a unit, or a number for a count.',
      'METRIC=LIMIT',
    ),
    min: repeatable('Require that METRIC is at least LIMIT.', 'METRIC=LIMIT'),
    require: repeatable('Require that each of CODES was written.', 'CODES'),
    forbid: repeatable('Require that none of CODES was written.', 'CODES'),
    order: repeatable('Require that CODES were written in this order.', 'CODES'),
    stat: Flags.option({ options: STATISTICS })({
      summary: 'Statistic to which --max and --min apply. [default: each, which means every boot]',
      helpGroup: ASSERTIONS,
    }),
    baseline: Flags.string({
      summary: 'Compare with this log or folder, as diff does. Fails when a row is slower, gone or failed.',
      helpValue: 'FILE',
      multiple: true,
      multipleNonGreedy: true,
      helpGroup: ASSERTIONS,
    }),
    'fail-on': Flags.option({ options: CHECK_FAIL_ON })({
      summary: `Verdicts of the comparison with the baseline that fail the check. [default: ${DEFAULT_FAIL_ON}]`,
      helpGroup: 'VERDICT',
    }),
    ...verdictFlags,
    ...rowFlags,
    ...mismatchFlags,
    ...profiledFlags,
    'allow-unfinished': Flags.boolean({
      summary:
        'Leave out boots that are unfinished or were interrupted. Failed boots still fail; with --baseline, the row failed decides.',
      helpGroup: ASSERTIONS,
    }),
    config: Flags.string({
      summary: 'Read assertions from a YAML or JSON file.',
      helpValue: 'FILE',
      helpGroup: ASSERTIONS,
    }),
    ...outputFlags('check'),
    ...readingFlags,
    ...stageFlags,
  };

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(Check);
    const { showReport } = await import('../cli/work/show-report.js');
    const { checkLogs, readExpectations } = await import('../cli/work/check-logs.js');
    const { withFiles } = await import('../cli/files/claim-files.js');
    const { checkFiles } = await import('../cli/files/file-uses.js');
    const expected = await readExpectations(flags);
    const report = await withFiles(checkFiles(args.log, flags, expected.baseline?.logs), () =>
      showReport(flags, () => checkLogs(args.log, flags, expected)),
    );
    process.exitCode = report.passed ? 0 : 1;
  }
}
