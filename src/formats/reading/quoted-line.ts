/** A whole line as a literal, as programs, documents and mails quote one. Text inside a sentence does not count. */

interface Quote {
  readonly open: RegExp;
  readonly close: RegExp;
  /** The text contains escape sequences. */
  readonly isEscaped?: true;
}

const QUOTES: readonly Quote[] = [
  { open: /^\s*b?"/, close: /(?:\\[nr])*"[,;]?\s*$/, isEscaped: true },
  { open: /^\s*b?'/, close: /(?:\\[nr])*'[,;]?\s*$/, isEscaped: true },
  { open: /^\s*\*\*/, close: /\*\*\s*$/ },
  { open: /^\s*<(?:code|pre)>/, close: /<\/(?:code|pre)>\s*$/ },
  { open: /^\s*`{1,3}/, close: /`{1,3}\s*$/ },
  { open: /^\s*\|\s*/, close: /\s*\|\s*$/ },
];
const MAX_DEPTH = 3;

/** The line inside its quotes; one without comes back as it is. */
export function unquoteLine(row: string): string {
  let text = row;
  for (let depth = 0; depth < MAX_DEPTH; depth += 1) {
    const inner = unquoteOnce(text);
    if (inner === null) break;
    text = inner;
  }
  return text;
}

function unquoteOnce(row: string): string | null {
  for (const { open, close, isEscaped } of QUOTES) {
    const head = open.exec(row)?.[0];
    const tail = head === undefined ? null : close.exec(row);
    if (head === undefined || tail === null || tail.index < head.length) continue;
    const inner = row.slice(head.length, tail.index);
    return isEscaped ? inner.replace(/\\(["'\\])/g, '$1') : inner;
  }
  return null;
}
