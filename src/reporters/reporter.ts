/** What an output format is to the rest of the program. To add one: docs/adding-a-reporter.md. */
import type { Report } from '../trace/report/report.js';

export interface RenderContext {
  readonly color: boolean;
  /** Width to fit tables and bars to. */
  readonly columns: number;
  /** False: bars and rules use only ASCII. */
  readonly unicode: boolean;
}

/** `R` is what the format can express: a format of timelines has no place for a verdict. */
export interface Reporter<R extends Report = Report> {
  /** What `--format` takes. */
  readonly id: string;
  readonly title: string;
  /** Of a file that holds it, without the dot. */
  readonly extension: string;
  /** Pieces of the document in order, so that a large one need never be held whole. Never writes anything itself. */
  render(report: R, context: RenderContext): Iterable<string>;
}
