/** The groups of arguments and flags that commands share. Values stay strings here; what they mean is decided where they are used. */
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

/** LOG...: oclif would fill a missing argument from standard input by itself. */
export const logArgs = {
  log: Args.string({
    description: 'Logs to read, plain or compressed; - is standard input.',
    multiple: true,
    required: true,
    ignoreStdin: true,
  }),
};

/** LOG... where a flag can take its place. */
export const optionalLogArgs = {
  log: Args.string({
    description: 'Logs to read, plain or compressed; - is standard input.',
    multiple: true,
    ignoreStdin: true,
  }),
};

/** For a command that reports; `--format` takes what can express that report. */
export const outputFlags = (command: Report['command']) => ({
  json: Flags.boolean({
    summary: 'Print JSON: short for --format json.',
    helpGroup: OUTPUT,
  }),
  csv: Flags.boolean({
    summary: 'Print CSV: short for --format csv.',
    helpGroup: OUTPUT,
  }),
  format: Flags.option({ options: formatsOf(command) })({
    summary: 'How the report is written.',
    defaultHelp: async () => 'table',
    helpGroup: OUTPUT,
  }),
  output: Flags.string({
    summary: 'Where the report goes; - is standard output.',
    helpValue: 'FILE',
    default: '-',
    helpGroup: OUTPUT,
  }),
  ascii: Flags.boolean({ summary: 'Draw with ASCII characters alone.', helpGroup: OUTPUT }),
});

/** For every command that reads logs. */
export const readingFlags = {
  'input-format': Flags.option({ options: formats.map(({ id }) => id) })({
    summary: 'Read every log as this format instead of detecting it.',
    helpGroup: READING,
  }),
  'log-format': Flags.string({
    summary: 'The --log-format that Cloud Hypervisor was started with.',
    helpValue: 'TEMPLATE',
    helpGroup: READING,
  }),
  'time-format': Flags.option({ options: TIME_FORMATS })({
    summary: "How Cloud Hypervisor's trailing seconds are read.",
    default: TIME_FORMATS[0],
    helpGroup: READING,
  }),
  mark: Flags.string({
    summary: 'A line of text that matches REGEX is the code CODE: REGEX=CODE or REGEX=CODE:NAME.',
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
    summary: `How often a difference may be claimed where there is none. [default: ${alpha}]`,
    helpValue: 'P',
    helpGroup: VERDICT,
  }),
  floor: Flags.string({
    summary: `A smaller difference is no regression: a share (2%) or a time (0.5ms). [default: ${FLOORS}]`,
    helpValue: 'LIMIT',
    multiple: true,
    multipleNonGreedy: true,
    helpGroup: VERDICT,
  }),
};

/** For every command that judges row by row. */
export const rowFlags = {
  rows: Flags.string({
    summary: "Judge these rows alone, and correct for these alone: 'kernel|total', named as rows print them.",
    helpValue: 'ROWS',
    multiple: true,
    multipleNonGreedy: true,
    helpGroup: VERDICT,
  }),
};

/** For every command whose report has two sides. */
export const nameFlags = {
  name: Flags.string({
    summary: 'What a side is called in the report: base=NAME or head=NAME.',
    helpValue: 'SIDE=NAME',
    multiple: true,
    multipleNonGreedy: true,
    helpGroup: OUTPUT,
  }),
};

/** For every command that compares sets of boots. */
export const mismatchFlags = {
  'allow-mismatch': Flags.boolean({
    summary: 'Compare boots of different hosts, engines or machines all the same.',
    helpGroup: VERDICT,
  }),
};

/** For every command that judges times. */
export const profiledFlags = {
  'allow-profiled': Flags.boolean({
    summary: 'Take boots that were profiled, which slows them down, all the same.',
    helpGroup: VERDICT,
  }),
};

/** For commands that read one set of logs. */
export const companionFlags = {
  with: Flags.string({
    summary:
      "Another file of the LOG's process, put onto its clock: Cloud Hypervisor's event monitor or tracer.",
    helpValue: 'FILE',
    multiple: true,
    multipleNonGreedy: true,
    helpGroup: READING,
  }),
};

/** For every command that classifies codes. */
export const tableFlags = {
  codes: Flags.string({
    summary: 'Your own stages and names of codes, YAML or JSON.',
    helpValue: 'FILE',
    helpGroup: STAGES,
  }),
};

/** For every command that times stages. */
export const stageFlags = {
  ...tableFlags,
  'keep-noise': Flags.boolean({ summary: 'Count codes that look like noise.', helpGroup: STAGES }),
};
