/** The output formats. A new one is a file and a line here: docs/adding-a-reporter.md. */
import { InputError } from '../trace/errors.js';
import type { Report } from '../trace/report/report.js';
import type { Reporter } from './reporter.js';

type Command = Report['command'];

interface ReporterRow {
  readonly id: string;
  /** The commands whose reports it can express; all when not given. */
  readonly commands?: readonly Command[];
  /** It has no place for warnings and notes, so that they must be said elsewhere. */
  readonly omitsDiagnostics?: true;
  load(): Promise<Reporter>;
}

/** Formats of times, and formats of what passed or failed. */
const BOOTS = ['run', 'parse', 'report'] as const;
const JUDGED = [...BOOTS, 'diff', 'check', 'doctor'] as const;

/** Each is loaded when it is asked for: the packages of one would slow down the start of all. */
export const reporters = [
  { id: 'table', load: async () => (await import('./terminal/table.js')).tableReporter },
  { id: 'json', load: async () => (await import('./data/json.js')).jsonReporter },
  { id: 'csv', omitsDiagnostics: true, load: async () => (await import('./data/csv.js')).csvReporter },
  { id: 'html', load: async () => (await import('./html/html.js')).htmlReporter },
  { id: 'svg', load: async () => (await import('./svg/svg.js')).svgReporter },
  { id: 'markdown', load: async () => (await import('./markdown/markdown.js')).markdownReporter },
  { id: 'ndjson', load: async () => (await import('./data/ndjson.js')).ndjsonReporter },
  {
    id: 'perfetto',
    commands: BOOTS,
    omitsDiagnostics: true,
    load: async () => (await import('./data/perfetto.js')).perfettoReporter,
  },
  {
    id: 'speedscope',
    commands: BOOTS,
    omitsDiagnostics: true,
    load: async () => (await import('./data/speedscope.js')).speedscopeReporter,
  },
  {
    id: 'folded',
    commands: BOOTS,
    omitsDiagnostics: true,
    load: async () => (await import('./data/folded.js')).foldedReporter,
  },
  {
    id: 'flamegraph',
    commands: BOOTS,
    omitsDiagnostics: true,
    load: async () => (await import('./svg/flamegraph.js')).flamegraphReporter,
  },
  {
    id: 'otlp',
    commands: BOOTS,
    omitsDiagnostics: true,
    load: async () => (await import('./data/otlp.js')).otlpReporter,
  },
  {
    id: 'junit',
    commands: JUDGED,
    omitsDiagnostics: true,
    load: async () => (await import('./ci/junit.js')).junitReporter,
  },
  { id: 'tap', commands: JUDGED, load: async () => (await import('./ci/tap.js')).tapReporter },
  { id: 'github', commands: JUDGED, load: async () => (await import('./ci/github.js')).githubReporter },
  {
    id: 'github-summary',
    load: async () => (await import('./markdown/github-summary.js')).githubSummaryReporter,
  },
  {
    id: 'benchmark-action',
    commands: BOOTS,
    omitsDiagnostics: true,
    load: async () => (await import('./data/benchmark-action.js')).benchmarkActionReporter,
  },
  {
    id: 'bencher',
    commands: BOOTS,
    omitsDiagnostics: true,
    load: async () => (await import('./data/bencher.js')).bencherReporter,
  },
  {
    id: 'benchstat',
    commands: BOOTS,
    omitsDiagnostics: true,
    load: async () => (await import('./data/benchstat.js')).benchstatReporter,
  },
  {
    id: 'pyperf',
    commands: BOOTS,
    omitsDiagnostics: true,
    load: async () => (await import('./data/pyperf.js')).pyperfReporter,
  },
] as const satisfies readonly ReporterRow[];

/** What `--format` takes. */
export type ReporterId = (typeof reporters)[number]['id'];

function rowOf(id: ReporterId): ReporterRow {
  return reporters.find((reporter) => reporter.id === id)!;
}

function canExpress({ commands }: ReporterRow, command: Command): boolean {
  return commands === undefined || commands.includes(command);
}

/** The formats that can express what `command` has to say, in the order of the table. */
export function formatsOf(command: Command): readonly ReporterId[] {
  return reporters.filter((row) => canExpress(row, command)).map(({ id }) => id);
}

/** True when the format has no place for warnings and notes. */
export function omitsDiagnostics(id: ReporterId): boolean {
  return rowOf(id).omitsDiagnostics === true;
}

/** Throws InputError when the format has no way to say what the command says; names those that have. */
export function requireFormat(id: ReporterId, command: Command): void {
  if (canExpress(rowOf(id), command)) return;
  throw new InputError('format-cannot', `${id} cannot show the report of ${command}`, [
    `one of these formats: ${formatsOf(command).join(', ')}`,
  ]);
}

/** Loads a reporter. Its `render` throws InputError for the report of a command that the format cannot express. */
export async function findReporter(id: ReporterId): Promise<Reporter> {
  const reporter = await rowOf(id).load();
  return {
    ...reporter,
    render(report, context) {
      requireFormat(id, report.command);
      return reporter.render(report, context);
    },
  };
}
