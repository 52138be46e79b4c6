/**
 * How an assertion names a moment: by its key, `coreboot:4`, which has a colon as no code or stage has; or by its name in
 * quotes, `"end of romstage"`. In a list of codes also by its bare name, where boots have one moment of that name.
 */
import type { TimedPoint } from '../trace/report/timeline.js';

export interface MomentWord {
  readonly by: 'key' | 'quoted' | 'bare';
  /** Without its quotes. */
  readonly word: string;
}

const KEY = /^[^":]+:.+$/s;
const QUOTED = /^"((?:[^"]|"")+)"$/s;

/** A key or a quoted name; null for anything else. A quote inside a quoted name is doubled. */
export function parseMomentWord(text: string): MomentWord | null {
  const [, quoted] = QUOTED.exec(text) ?? [];
  if (quoted !== undefined) return { by: 'quoted', word: quoted.replaceAll('""', '"') };
  return KEY.test(text) ? { by: 'key', word: text } : null;
}

/** A quoted text may be a name or a key of a moment, or the name of a code: a report does not show which one it is. */
export function fitsMoment({ by, word }: MomentWord, point: TimedPoint): boolean {
  if (point.kind === 'code') return by !== 'key' && point.name === word;
  return point.key === word || (by !== 'key' && point.name === word);
}

/** Parts of `text` between separators outside quotes; null if a quote is not closed. */
export function splitOutsideQuotes(text: string, separator: string): readonly string[] | null {
  const parts: string[] = [];
  let start = 0;
  let isQuoted = false;
  for (let at = 0; at < text.length; at += 1) {
    if (text[at] === '"') isQuoted = !isQuoted;
    else if (!isQuoted && text.startsWith(separator, at)) {
      parts.push(text.slice(start, at));
      at += separator.length - 1;
      start = at + 1;
    }
  }
  parts.push(text.slice(start));
  return isQuoted ? null : parts;
}
