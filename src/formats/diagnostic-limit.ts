/** Keeps a log from drowning its reader: at most MAX_DIAGNOSTICS_PER_CODE of a code, the rest as one count. */
import type { ReadItem } from '../trace/boot.js';
import { type Diagnostic, MAX_DIAGNOSTICS_PER_CODE } from '../trace/diagnostic.js';

export class DiagnosticLimit {
  readonly #counts = new Map<string, { count: number; readonly first: Diagnostic }>();

  /** False when this diagnostic is one too many. */
  admit(diagnostic: Diagnostic): boolean {
    const entry = this.#counts.get(diagnostic.code) ?? { count: 0, first: diagnostic };
    entry.count += 1;
    this.#counts.set(diagnostic.code, entry);
    return entry.count <= MAX_DIAGNOSTICS_PER_CODE;
  }

  /** One diagnostic for each code of which some were left out. */
  summaries(): ReadItem[] {
    return [...this.#counts]
      .filter(([, { count }]) => count > MAX_DIAGNOSTICS_PER_CODE)
      .map(([code, { count, first }]) => ({
        kind: 'diagnostic',
        diagnostic: {
          severity: first.severity,
          code,
          message: `More lines with the finding ${code}: ${count - MAX_DIAGNOSTICS_PER_CODE}, in all ${count}.`,
          input: first.input,
          line: null,
        },
      }));
  }
}
