/**
 * A comment has a maximum size: parts are in order of importance, the last ones are cut to fit, and a line counts what
 * was cut.
 */

/** GitHub refuses a comment of more than 65,536 characters; some room is left for what others put around it. */
export const MAX_LENGTH = 64_000;

export interface Part {
  /** Before the lines: a heading, the head of a table, `<details>`. */
  readonly open: string;
  readonly lines: Iterable<string>;
  readonly close: string;
  /** What a line is one of, for the note that says how many are missing: `events`. */
  readonly noun: string;
}

const NOTE_ROOM = 80;

/** Pieces of all parts, together at most `limit` characters long. */
export function* fitParts(parts: Iterable<Part>, limit: number): Generator<string> {
  let left = limit;
  for (const { open, lines, close, noun } of parts) {
    const frame = open.length + close.length + NOTE_ROOM;
    if (frame > left) continue;
    left -= frame;
    yield open;
    let missing = 0;
    for (const line of lines) {
      if (missing > 0 || line.length > left) {
        missing++;
        continue;
      }
      left -= line.length;
      yield line;
    }
    if (missing > 0) yield `\nand ${missing} more ${noun}\n`;
    yield close;
  }
}

/** A table in the open; its first two lines are its head. */
export function shown(lines: readonly string[]): Omit<Part, 'noun'> {
  return { open: `\n${lines.slice(0, 2).join('')}`, lines: lines.slice(2), close: '' };
}

/** A part that is folded away under `title`; a blank line lets Markdown begin inside of HTML. */
export function folded(title: string, lines: readonly string[], noun: string): Part {
  const [head = [], rows = lines] = lines[1]?.startsWith('|') ? [lines.slice(0, 2), lines.slice(2)] : [];
  return {
    open: `\n<details><summary>${title}</summary>\n\n${head.join('')}`,
    lines: rows,
    close: '\n</details>\n',
    noun,
  };
}
