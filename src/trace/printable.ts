/**
 * Makes text of a guest or a log safe for a terminal, for one line of a report and for CI logs. Everything that could
 * move a cursor, end a line, reorder characters, hide text or command a CI service is written as an escape. Letters of
 * all scripts stay unchanged.
 */
import { LOG_COMMAND_ENDS, LONGEST_LOG_COMMAND } from './log-commands.js';

// C0 and C1 controls, DEL, soft hyphen and zero-width characters, line and paragraph separators, bidirectional
// marks, overrides and isolates, byte order mark, interlinear annotation, tag characters, lone surrogates.
const INVISIBLE =
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]|\p{Surrogate}/u;

const UNPRINTABLE = new RegExp(`${INVISIBLE.source}|${LOG_COMMAND_ENDS}`, 'gu');
const UNPRINTABLE_BUT_TAB = new RegExp(`(?!\\t)(?:${INVISIBLE.source})|${LOG_COMMAND_ENDS}`, 'gu');

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

/** A line that is shown piece by piece, from any source. Tabs stay. */
export class PrintableLine {
  /** What was shown of it, as far as it can be part of a command. */
  #before = '';

  get isEmpty(): boolean {
    return this.#before === '';
  }

  /** The next piece of the line, which holds no line end. */
  add(piece: string): string {
    const before = this.#before;
    const line = before + piece;
    this.#before = shortened(line);
    const shown = line.replace(UNPRINTABLE_BUT_TAB, (character, offset: number) =>
      offset < before.length ? character : escaped(character),
    );
    return shown.slice(before.length);
  }

  end(): void {
    this.#before = '';
  }
}

/** White space in front matters, not how much; a long line has lost its beginning. */
function shortened(line: string): string {
  const short = line.replace(/^\s+/, ' ');
  return short.length <= LONGEST_LOG_COMMAND ? short : `x${short.slice(-LONGEST_LOG_COMMAND)}`;
}
