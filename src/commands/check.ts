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
  static override summary = 'Evaluate assertions about boots; exit 1 when one fails.';

  static override description =
    'METRIC is a time (total, setup, vmm, a stage, or 0x40..0x41: from the first code or moment to the first of the second after it) ' +
    'or a count (codes, exits, exits:kernel, bytes:serial, failed: boots that did not finish). ' +
    'CODES are codes, ranges (0x80-0xff), stages and moments (u-boot:main_loop), separated by commas. A metric that was never measured fails.';

  static override examples = [
    '<%= config.bin %> <%= command.id %> boot.log --max kernel=80ms --require 0x41',
    '<%= config.bin %> <%= command.id %> runs.ndjson --max failed=0 --max exits:kernel=20000',
    '<%= config.bin %> <%= command.id %> --stat median --max total=250ms runs/*.log',
    '<%= config.bin %> <%= command.id %> head.ndjson --baseline base.ndjson --fail-on inconclusive',
  ];

  static override args = logArgs;

  static override flags = {
    max: repeatable('METRIC is at most LIMIT: a time, or the plain number of a count.', 'METRIC=LIMIT'),
    min: repeatable('METRIC is at least LIMIT.', 'METRIC=LIMIT'),
    require: repeatable('Each of CODES was written.', 'CODES'),
    forbid: repeatable('None of CODES was written.', 'CODES'),
    order: repeatable('CODES were written in this order.', 'CODES'),
    stat: Flags.option({ options: STATISTICS })({
      summary: 'What --max and --min judge.',
      helpGroup: ASSERTIONS,
    }),
    baseline: Flags.string({
      summary: 'Nothing is slower, gone or failed beside this log or folder, judged as diff does.',
      helpValue: 'FILE',
      multiple: true,
      multipleNonGreedy: true,
      helpGroup: ASSERTIONS,
    }),
    'fail-on': Flags.option({ options: CHECK_FAIL_ON })({
      summary: `Verdicts against the baseline that fail. [default: ${DEFAULT_FAIL_ON}]`,
      helpGroup: 'VERDICT',
    }),
    ...verdictFlags,
    ...rowFlags,
    ...mismatchFlags,
    ...profiledFlags,
    'allow-unfinished': Flags.boolean({
      summary:
        'Leave out boots whose end was not seen. Boots that failed still fail; with --baseline the row failed decides.',
      helpGroup: ASSERTIONS,
    }),
    config: Flags.string({
      summary: 'Assertions in YAML or JSON.',
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
