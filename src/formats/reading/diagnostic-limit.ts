/**
 * Keeps a log from drowning its reader: at most MAX_DIAGNOSTICS_PER_CODE of a code, the rest as one count. A trace file
 * brings findings of its own, so the codes and the messages are limited too.
 */
import type { ReadItem } from '../../trace/boot.js';
import { type Diagnostic, diagnosticOf, MAX_DIAGNOSTICS_PER_CODE } from '../../trace/diagnostic.js';

/** Different codes that one input may bring; more than there are. */
const MAX_CODES = 100;
/** Longest message, in characters. */
const MAX_MESSAGE_LENGTH = 4096;

interface Counted {
  count: number;
  readonly first: Diagnostic;
}

export class DiagnosticLimit {
  readonly #counts = new Map<string, Counted>();
  #others: Counted | null = null;

  /** The diagnostic as it is kept; null when it is one too many. */
  admit(diagnostic: Diagnostic): Diagnostic | null {
    const entry = this.#entryOf(diagnostic);
    entry.count += 1;
    if (entry === this.#others || entry.count > MAX_DIAGNOSTICS_PER_CODE) return null;
    return cut(diagnostic);
  }

  /** One diagnostic for each code with omitted diagnostics, and one for all codes above the limit. */
  summaries(): ReadItem[] {
    const found = [...this.#counts.values()]
      .filter(({ count }) => count > MAX_DIAGNOSTICS_PER_CODE)
      .map(({ count, first }) => {
        const rest = count - MAX_DIAGNOSTICS_PER_CODE;
        return summary(first, `More lines with the finding ${first.code}: ${rest}. Total: ${count}.`);
      });
    if (this.#others === null) return found;
    const { count, first } = this.#others;
    const message = `Only ${MAX_CODES} kinds of findings are listed; findings of further kinds: ${count}.`;
    return [...found, summary({ ...first, code: 'more-findings' }, message)];
  }

  #entryOf(diagnostic: Diagnostic): Counted {
    const known = this.#counts.get(diagnostic.code);
    if (known !== undefined) return known;
    const isOneTooMany = this.#counts.size >= MAX_CODES || diagnostic.code.length > MAX_MESSAGE_LENGTH;
    if (isOneTooMany && this.#others !== null) return this.#others;
    const entry = { count: 0, first: cut(diagnostic) };
    if (isOneTooMany) this.#others = entry;
    else this.#counts.set(diagnostic.code, entry);
    return entry;
  }
}

function summary({ severity, code, input }: Diagnostic, message: string): ReadItem {
  return { kind: 'diagnostic', diagnostic: diagnosticOf(severity, code, message, { input }) };
}

function cut(diagnostic: Diagnostic): Diagnostic {
  const { message } = diagnostic;
  if (message.length <= MAX_MESSAGE_LENGTH) return diagnostic;
  // A copy: a part of a string keeps all of it in memory.
  const start = Buffer.from(message.slice(0, MAX_MESSAGE_LENGTH)).toString();
  return { ...diagnostic, message: `${start}...` };
}
