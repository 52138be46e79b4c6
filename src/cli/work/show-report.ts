/** The way from a report to its bytes: the output is opened first, then the work is done, then it is written. */
import { findReporter, omitsDiagnostics, type ReporterId } from '../../reporters/index.js';
import type { Diagnostic } from '../../trace/diagnostic.js';
import { EnvironmentError } from '../../trace/errors.js';
import { printable } from '../../trace/printable.js';
import type { Report } from '../../trace/report/report.js';
import { type Output, openOutput } from '../output/output.js';
import { type TerminalAbilities, terminalAbilities } from '../terminal/terminal.js';

/** The output flags as parsed. */
export interface ShowFlags {
  readonly json: boolean;
  readonly csv: boolean;
  readonly format?: ReporterId | undefined;
  readonly output: string;
  readonly ascii: boolean;
}

export function chosenFormat({ json, csv, format }: ShowFlags): ReporterId {
  if (json) return 'json';
  if (csv) return 'csv';
  return format ?? 'table';
}

/** `warning: a.log:7: message`: one line of standard error. */
export function diagnosticLine({ severity, message, input, line }: Diagnostic): string {
  const place = [input, line].filter((part) => part !== null).join(':');
  return `${printable(`${severity}: ${place === '' ? '' : `${place}: `}${message}`)}\n`;
}

function abilities(output: Output, { ascii }: ShowFlags): TerminalAbilities {
  const { isTTY, columns } = output;
  return terminalAbilities({ isTTY, columns, env: process.env, ascii });
}

/** Diagnostics that do not fit into the format go to standard error. */
export function sayAside(report: Report, format: ReporterId): void {
  if (!omitsDiagnostics(format) || !('diagnostics' in report)) return;
  for (const diagnostic of report.diagnostics) process.stderr.write(diagnosticLine(diagnostic));
}

/** The report in the chosen format, in pieces fitted to the output. */
export async function renderFor(report: Report, flags: ShowFlags, output: Output): Promise<Iterable<string>> {
  const reporter = await findReporter(chosenFormat(flags));
  return reporter.render(report, abilities(output, flags));
}

export interface ShowOptions {
  /** The work cannot be had again: a report that does not fit into its file goes to standard output instead. */
  readonly isPrecious?: boolean;
}

/**
 * Opens the output, does the work, writes the report; returns it for the exit code.
 * @throws what opening, the work or writing throws; a file is then left as it was.
 */
export async function showReport<R extends Report>(
  flags: ShowFlags,
  work: () => Promise<R>,
  { isPrecious = false }: ShowOptions = {},
): Promise<R> {
  const output = openOutput(flags.output, { live: false });
  const report = await work().catch((error) => {
    output.discard();
    throw error;
  });
  try {
    await writeReport(report, flags, output);
  } catch (error) {
    output.discard();
    if (!isPrecious || flags.output === '-') throw error;
    await writeReport(report, flags, openOutput('-', { live: false }));
    throw elsewhere(error);
  }
  return report;
}

async function writeReport(report: Report, flags: ShowFlags, output: Output): Promise<void> {
  await output.write(await renderFor(report, flags, output));
  output.close();
  sayAside(report, chosenFormat(flags));
}

function elsewhere(error: unknown): unknown {
  if (!(error instanceof EnvironmentError)) return error;
  const message = `${error.message}; the report is on standard output instead`;
  return new EnvironmentError(error.code, message, error.nextSteps);
}
