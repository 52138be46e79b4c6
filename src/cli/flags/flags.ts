/** The groups of arguments and flags that commands share. Values stay strings here and are parsed where they are used. */
import { Args, Flags } from '@oclif/core';
import { formats, TIME_FORMATS } from '../../formats/index.js';
import { formatsOf } from '../../reporters/index.js';
import { DEFAULT_COMPARE } from '../../stats/compare.js';
import { toMilliseconds } from '../../trace/duration.js';
import type { Report } from '../../trace/report/report.js';

const OUTPUT = 'OUTPUT';
const READING = 'READING';
const STAGES = 'STAGES';
const VERDICT = 'VERDICT';

/** LOG... `ignoreStdin` keeps oclif from reading a missing argument from standard input. */
export const logArgs = {
  log: Args.string({
    description: 'Logs to read, plain or compressed; - is standard input.',
    multiple: true,
    required: true,
    ignoreStdin: true,
  }),
};

/** LOG... for a command where a flag can replace it. */
export const optionalLogArgs = {
  log: Args.string({
    description: 'Logs to read, plain or compressed; - is standard input.',
    multiple: true,
    ignoreStdin: true,
  }),
};

/** For a command that prints a report. `--format` accepts the formats that support this report. */
export const outputFlags = (command: Report['command']) => ({
  json: Flags.boolean({
    summary: 'Print JSON. Same as --format json.',
    helpGroup: OUTPUT,
  }),
  csv: Flags.boolean({
    summary: 'Print CSV. Same as --format csv.',
    helpGroup: OUTPUT,
  }),
  format: Flags.option({ options: formatsOf(command) })({
    summary: 'Format of the report.',
    defaultHelp: async () => 'table',
    helpGroup: OUTPUT,
  }),
  output: Flags.string({
    summary: 'File for the report; - is standard output.',
    helpValue: 'FILE',
    default: '-',
    helpGroup: OUTPUT,
  }),
  ascii: Flags.boolean({ summary: 'Use only ASCII characters.', helpGroup: OUTPUT }),
});

/** For every command that reads logs. */
export const readingFlags = {
  'input-format': Flags.option({ options: formats.map(({ id }) => id) })({
    summary: 'Format of all logs. By default it is detected.',
    helpGroup: READING,
  }),
  'log-format': Flags.string({
    summary: 'Value of --log-format with which Cloud Hypervisor was started.',
    helpValue: 'TEMPLATE',
    helpGroup: READING,
  }),
  'time-format': Flags.option({ options: TIME_FORMATS })({
    summary: "Interpretation of Cloud Hypervisor's trailing seconds.",
    default: TIME_FORMATS[0],
    helpGroup: READING,
  }),
  mark: Flags.string({
    summary: 'Treat a line of text that matches REGEX as CODE: REGEX=CODE or REGEX=CODE:NAME.',
    helpValue: 'REGEX=CODE',
    multiple: true,
    multipleNonGreedy: true,
    helpGroup: READING,
  }),
};

const { alpha, relativeFloor, absoluteFloor } = DEFAULT_COMPARE;
const FLOORS = `${100 * relativeFloor}% and ${toMilliseconds(absoluteFloor)}ms`;

/** For every command that says whether boots became slower. */
export const verdictFlags = {
  alpha: Flags.string({
    summary: `Probability of reporting a difference where there is none. [default: ${alpha}]`,
    helpValue: 'P',
    helpGroup: VERDICT,
  }),
  floor: Flags.string({
    summary: `Smallest difference that counts as a regression: a share (2%) or a time (0.5ms). [default: ${FLOORS}]`,
    helpValue: 'LIMIT',
    multiple: true,
    multipleNonGreedy: true,
    helpGroup: VERDICT,
  }),
};

/** For every command that judges row by row. */
export const rowFlags = {
  rows: Flags.string({
    summary:
      "Judge only these rows and correct p-values only for them. Use the names that reports print: 'kernel|total'.",
    helpValue: 'ROWS',
    multiple: true,
    multipleNonGreedy: true,
    helpGroup: VERDICT,
  }),
};

/** For every command whose report has two sides. */
export const nameFlags = {
  name: Flags.string({
    summary: 'Name of a side in the report: base=NAME or head=NAME.',
    helpValue: 'SIDE=NAME',
    multiple: true,
    multipleNonGreedy: true,
    helpGroup: OUTPUT,
  }),
};

/** For every command that compares sets of boots. */
export const mismatchFlags = {
  'allow-mismatch': Flags.boolean({
    summary: 'Compare boots even if hosts, engines or machines differ.',
    helpGroup: VERDICT,
  }),
};

/** For every command that judges times. */
export const profiledFlags = {
  'allow-profiled': Flags.boolean({
    summary: 'Accept boots that were profiled. Profiling makes boots slower.',
    helpGroup: VERDICT,
  }),
};

/** For commands that read one set of logs. */
export const companionFlags = {
  with: Flags.string({
    summary:
      "Another file that the process of LOG wrote: Cloud Hypervisor's event monitor or tracer. Its times are shifted to the clock of LOG.",
    helpValue: 'FILE',
    multiple: true,
    multipleNonGreedy: true,
    helpGroup: READING,
  }),
};

/** For every command that classifies codes. */
export const tableFlags = {
  codes: Flags.string({
    summary:
      'File with your own stages and names of codes, in YAML or JSON; standard for the built-in ranges alone.',
    helpValue: 'FILE',
    helpGroup: STAGES,
  }),
};

/** For every command that times stages. */
export const stageFlags = {
  ...tableFlags,
  'keep-noise': Flags.boolean({ summary: 'Count codes that look like noise.', helpGroup: STAGES }),
};
