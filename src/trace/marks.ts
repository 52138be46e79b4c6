/** Marks: lines of console or debug text that stand for a code, so that a guest that writes none has stages too. */
import { parseByteCode, refuseBareCode } from './codes.js';
import { PORT_OF_CHANNEL } from './debug-ports.js';
import { UsageError } from './errors.js';
import type { CodeEvent, TextEvent } from './event.js';

export interface TextMark {
  readonly pattern: RegExp;
  readonly code: number;
  readonly name: string | null;
  /** Of the code; that of the text's channel when absent. */
  readonly port?: number;
}

/** A code for each mark that the line matches, at the time of the line's first byte. */
export function matchMarks(marks: readonly TextMark[], line: TextEvent): CodeEvent[] {
  const { timeNs, line: logLine, vcpu, channel } = line;
  return marks
    .filter(({ pattern }) => pattern.test(line.text))
    .map(({ code, name, port = PORT_OF_CHANNEL[channel] }) => {
      const event = {
        kind: 'code',
        timeNs,
        line: logLine,
        vcpu,
        code,
        port,
      } as const;
      return name === null ? event : { ...event, name };
    });
}

/** The expression may hold any character, and so may the name: the last `=0x41` before it counts. */
const MARK = /^(.+)=(0x[0-9a-f]{1,2})(?::(.{1,64}))?$/is;
/** What was meant as a mark, but for the `0x` of its code. */
const BARE_MARK = /^.+=(\w{1,3})(?::.{1,64})?$/s;

/** `REGEX=CODE` or `REGEX=CODE:NAME`, as typed. Throws UsageError for anything else. */
export function parseMark(text: string): TextMark {
  const where = `--mark ${JSON.stringify(text)}`;
  const [, expression, word = '', name = null] = MARK.exec(text) ?? [];
  const code = parseByteCode(word);
  if (expression === undefined || code === null) {
    const [, bare = ''] = BARE_MARK.exec(text) ?? [];
    throw refuseBareCode(bare, where, '-', parseByteCode) ?? noMark(where);
  }
  try {
    return { pattern: new RegExp(expression), code, name };
  } catch (error) {
    throw new UsageError('bad-mark', `${where}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function noMark(where: string): UsageError {
  return new UsageError('bad-mark', `${where}: a mark is REGEX=CODE or REGEX=CODE:NAME`, [
    '--mark "Run /init=0x41"',
  ]);
}
