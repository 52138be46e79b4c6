/** JSON objects that follow one another in a text, whatever stands between them: found by counting braces. Bounded. */

/** Longest object, in characters; a longer one is passed over. */
export const MAX_OBJECT_LENGTH = 64 * 1024;

export interface FoundObject {
  /** Undefined when the text from its first brace on is not JSON: damaged, or cut off. */
  readonly value: unknown;
  /** Line of its first brace. */
  readonly line: number;
}

export class JsonObjects {
  #parts: string[] = [];
  #length = 0;
  #depth = 0;
  #isInString = false;
  #line: number | null = null;
  #skipped = 0;

  /** Where the object begins that has not ended; null when there is none. */
  get openLine(): number | null {
    return this.#line;
  }

  /** Objects that were too long. */
  get skipped(): number {
    return this.#skipped;
  }

  /** The objects that end in this row. */
  push(row: string, line: number): FoundObject[] {
    const found: FoundObject[] = [];
    // No printer begins a row inside an object with a brace, or continues with a string, so the open object was cut
    // off.
    this.#isInString = false;
    if (row.startsWith('{') && this.#depth > 0) {
      this.#depth = 0;
      found.push(...this.#finish());
    }
    let from = 0;
    for (const { index, 0: token } of row.matchAll(/[{}"]|\\./g)) {
      if (token === '"') this.#isInString = this.#depth > 0 && !this.#isInString;
      if (token === '{' && !this.#isInString) {
        if (this.#depth === 0) [from, this.#line] = [index, line];
        this.#depth += 1;
      }
      if (token !== '}' || this.#isInString || this.#depth === 0) continue;
      this.#depth -= 1;
      if (this.#depth > 0) continue;
      this.#keep(row.slice(from, index + 1));
      found.push(...this.#finish());
    }
    if (this.#depth > 0) this.#keep(`${row.slice(from)}\n`);
    return found;
  }

  #keep(part: string): void {
    this.#length += part.length;
    if (this.#length <= MAX_OBJECT_LENGTH) this.#parts.push(part);
  }

  #finish(): FoundObject[] {
    const line = this.#line ?? 1;
    const text = this.#parts.join('');
    const isWhole = this.#length <= MAX_OBJECT_LENGTH;
    this.#parts = [];
    this.#length = 0;
    this.#line = null;
    if (isWhole) return [{ value: parse(text), line }];
    this.#skipped += 1;
    return [];
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
