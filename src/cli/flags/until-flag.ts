/** `--until`: the code, or the moment that a guest's text can name, at which a run ends. */
import { createPointClassifier } from '../../stages/classify-points.js';
import { parseByteCode, refuseBareCode } from '../../trace/codes.js';
import { UsageError } from '../../trace/errors.js';
import { LINE_MOMENTS } from '../../trace/line-moments.js';
import type { TextMark } from '../../trace/marks.js';
import type { RunControl } from '../../trace/run.js';
import type { StageTable } from '../../trace/stage-table.js';

type Until = Required<Pick<RunControl, 'untilCode' | 'untilMoments'>>;

/** A moment of runs, as the table in force has it. */
interface KnownMoment {
  readonly key: string;
  readonly name: string;
  /** The code that it stands for; null where the table has that code elsewhere. */
  readonly standsFor: number | null;
}

interface UntilContext {
  readonly table: StageTable;
  readonly marks: readonly TextMark[];
}

const QUOTED = /^"((?:[^"]|"")+)"$/s;

/**
 * A code, with the moments that stand for it; the key of a moment; or its name in quotes. Absent: neither. Throws UsageError for
 * anything else.
 */
export function parseUntil(text: string | undefined, { table, marks }: UntilContext): Until {
  if (text === undefined) return { untilCode: null, untilMoments: [] };
  const known = knownMoments(table);
  const code = parseByteCode(text);
  if (code !== null) {
    // A mark of the user's says which line is the code.
    const isMarked = marks.some((mark) => mark.code === code);
    const standing = known.filter(({ standsFor }) => standsFor === code && !isMarked);
    return { untilCode: code, untilMoments: standing.map(({ key }) => key) };
  }
  const [, quoted] = QUOTED.exec(text.trim()) ?? [];
  const word = quoted === undefined ? text.trim() : quoted.replaceAll('""', '"');
  const named = known.filter(({ key, name }) => key === word || (quoted !== undefined && name === word));
  if (named.length > 0) return { untilCode: null, untilMoments: named.map(({ key }) => key) };
  throw refuseBareCode(text, `--until ${text}`, '-', parseByteCode) ?? unknownUntil(text, known);
}

function knownMoments(table: StageTable): readonly KnownMoment[] {
  const classify = createPointClassifier(table);
  return LINE_MOMENTS.map(({ key, name, stage }) => {
    const found = classify.moment({ kind: 'moment', timeNs: 0, line: null, vcpu: null, key, name, stage });
    return { key, name: found.name ?? name, standsFor: found.standsFor ?? null };
  });
}

function unknownUntil(text: string, known: readonly KnownMoment[]): UsageError {
  return new UsageError(
    'bad-code',
    `--until takes a code from 0x00 to 0xff or a moment, not ${JSON.stringify(text)}`,
    [
      'boottrace run --until 0x41',
      `moments that the text of a guest can name: ${known.map(({ key, name }) => `${key} "${name}"`).join(', ')}`,
    ],
  );
}
