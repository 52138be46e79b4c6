/**
 * Text of a guest or a log, made safe for a terminal and for one line of a report: everything that could move a
 * cursor, end a line, reorder characters or hide is written out as an escape. Leaves letters of any script alone.
 */

// C0 and C1 controls, DEL, soft hyphen and zero-width characters, line and paragraph separators, bidirectional
// marks, overrides and isolates, byte order mark, interlinear annotation, tag characters, lone surrogates. And what
// the runner of GitHub Actions takes for a command: `##[` wherever it stands in a line, `::` where a line begins.
const UNPRINTABLE =
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]|\p{Surrogate}|(?<=#)#(?=\[)|:(?=:)(?<=^\s*:)/gu;

const SHORT_ESCAPES: Readonly<Record<string, string>> = { '\t': '\\t', '\n': '\\n', '\r': '\\r' };

function escaped(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x100) return SHORT_ESCAPES[character] ?? `\\x${code.toString(16).padStart(2, '0')}`;
  return `\\u{${code.toString(16)}}`;
}

/** `text` on one line, with every character that is not plainly visible escaped (`\x1b`, `\u{202e}`). */
export function printable(text: string): string {
  return text.replace(UNPRINTABLE, escaped);
}
