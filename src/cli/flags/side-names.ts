/** The names of the sides of a comparison: `--name base=v6.11`, or the part in which the paths of their logs differ. */
import { SIDES, type Side } from '../../trace/boot.js';
import { InputError } from '../../trace/errors.js';
import { PLAIN_NAMES, type SideNames } from '../../trace/report/side-names.js';

const STEPS = ['--name base=v6.11 --name head=v6.12'];

/** Longest name that is taken. */
const MAX_NAME = 100;
/** Longest that is used unasked: sentences are full of it. */
const MAX_TOLD = 24;

function badName(message: string): InputError {
  return new InputError('bad-name', message, STEPS);
}

/** Throws InputError for what names no side, or no name. */
function parseNames(texts: readonly string[]): Partial<Record<Side, string>> {
  const names: Partial<Record<Side, string>> = {};
  for (const text of texts) {
    const [, word = '', name = ''] = /^([^=]*)=(.*)$/s.exec(text) ?? [];
    const side = SIDES.find((one) => one === word.trim());
    if (side === undefined) throw badName(`--name ${text}: expected base=NAME or head=NAME`);
    const kept = name.trim();
    if (kept === '') throw badName(`--name ${text}: the name is empty`);
    if (kept.length > MAX_NAME) throw badName(`--name ${side}: a name has at most ${MAX_NAME} characters`);
    if (names[side] !== undefined) throw badName(`--name ${side} is given twice`);
    names[side] = kept;
  }
  return names;
}

/**
 * The names that were given, and for a side without one what its logs tell; undefined where nothing but `base` and `head` is known.
 * @throws InputError for a text that names no side, and for two sides of one name
 */
export function parseSideNames(
  texts: readonly string[] | undefined,
  logs: SideLogs | null = null,
): SideNames | undefined {
  const given = parseNames(texts ?? []);
  const told = logs === null ? null : namesOfLogs(logs);
  const names = { ...PLAIN_NAMES, ...told, ...given };
  if (names.base === names.head) {
    if (texts !== undefined) throw badName(`--name: both sides are called ${JSON.stringify(names.base)}`);
    return undefined;
  }
  return names.base === PLAIN_NAMES.base && names.head === PLAIN_NAMES.head ? undefined : names;
}

/** The logs of each side, as typed. */
export type SideLogs = Readonly<Record<Side, readonly string[]>>;

/** What tells the logs of one side from those of the other; null where nothing does, and where it would be confusing. */
export function namesOfLogs({ base, head }: SideLogs): SideNames | null {
  const names = nameApart(commonPath(base), commonPath(head));
  if (names === null) return null;
  // If base were called `head`, every sentence would be read wrongly.
  const isCrossed = names.base === PLAIN_NAMES.head || names.head === PLAIN_NAMES.base;
  const isLong = Object.values(names).some((name) => name.length > MAX_TOLD);
  return isCrossed || isLong ? null : names;
}

/** The parts of a path; of several logs, or of a pattern, those of the folder that holds them all, with what their names begin with. */
function commonPath(logs: readonly string[]): readonly string[] {
  const paths = logs.map((log) => log.split('/').filter((part) => part !== '' && part !== '.'));
  const [first = [], ...others] = paths;
  const isOne = others.length === 0;
  const length = paths.reduce((least, parts) => Math.min(least, parts.length), first.length);
  const shared: string[] = [];
  for (const [at, part] of first.slice(0, length).entries()) {
    if (/[*?[\]{}]/.test(part)) return [...shared, ...begun(part.replace(/[*?[\]{}].*$/s, ''))];
    if (isOne || others.every((parts) => parts[at] === part)) shared.push(part);
    else return [...shared, ...begun(commonStart(paths.map((parts) => parts[at]!)))];
  }
  return shared;
}

function commonStart(words: readonly string[]): string {
  return words.reduce((start, word) => {
    let length = 0;
    while (length < start.length && start[length] === word[length]) length += 1;
    return start.slice(0, length);
  });
}

/** The beginning of several names, without what only joins it to the rest; none where that is all. */
function begun(start: string): readonly string[] {
  const word = start.replace(/[-_.#\s]+$/, '');
  return word === '' ? [] : [word];
}

/** The last parts in which two paths differ, without a common ending. */
function nameApart(base: readonly string[], head: readonly string[]): SideNames | null {
  for (let back = 1; back <= Math.min(base.length, head.length); back++) {
    const [a, b] = [base.at(-back)!, head.at(-back)!];
    if (a === b) continue;
    const isWord = (part: string) => part !== '..' && part !== '-';
    return isWord(a) && isWord(b) ? withoutEnding(a, b) : null;
  }
  return null;
}

/** `base.ndjson.gz` and `slow.ndjson.gz` are `base` and `slow`; `v6.11` and `v6.12` stay. */
function withoutEnding(base: string, head: string): SideNames {
  const ending = /\.[a-z][a-z0-9]*$/i;
  const [a, b] = [base, head].map((name) => ending.exec(name)?.[0]);
  const shorter = [base, head].map((name) => name.slice(0, name.length - (a?.length ?? 0)));
  const [from = '', to = ''] = shorter;
  return a !== undefined && a === b && from !== '' && to !== '' ? withoutEnding(from, to) : { base, head };
}
