/** A reader's remarks about its input. One table per format has their texts; each is given once or for every line. */
import type { ReadItem } from '../../trace/boot.js';
import { type Diagnostic, diagnosticOf } from '../../trace/diagnostic.js';

export interface Remark {
  readonly severity: Diagnostic['severity'];
  readonly message: string;
  /** Said for the first line only. */
  readonly once?: true;
}

/** Makes the diagnostics of one input. */
export class Remarks<Code extends string> {
  readonly #input: string;
  readonly #table: Readonly<Record<Code, Remark>>;
  readonly #said = new Set<Code>();

  constructor(input: string, table: Readonly<Record<Code, Remark>>) {
    this.#input = input;
    this.#table = table;
  }

  /** Adds the remark `code` about `line` (null: the whole input); `detail` follows its words. */
  say(code: Code, line: number | null, items: ReadItem[], detail = ''): void {
    const { severity, message, once } = this.#table[code];
    if (once && this.#said.has(code)) return;
    this.#said.add(code);
    const text = [message, detail].filter((words) => words !== '').join(' ');
    const diagnostic = diagnosticOf(severity, code, text, { input: this.#input, line });
    items.push({ kind: 'diagnostic', diagnostic });
  }
}
