/** The output formats. A new one is a file and a line here: docs/adding-a-reporter.md. */
import type { Reporter } from './reporter.js';

/** Each is loaded when it is asked for: the packages of one would slow down the start of all. */
export const reporters = [
  { id: 'table', load: async () => (await import('./table.js')).tableReporter },
  { id: 'json', load: async () => (await import('./json.js')).jsonReporter },
  { id: 'csv', load: async () => (await import('./csv.js')).csvReporter },
] as const satisfies readonly { readonly id: string; load(): Promise<Reporter> }[];

/** What `--format` takes. */
export type ReporterId = (typeof reporters)[number]['id'];

/** Loads a reporter. */
export function findReporter(id: ReporterId): Promise<Reporter> {
  return reporters.find((reporter) => reporter.id === id)!.load();
}
