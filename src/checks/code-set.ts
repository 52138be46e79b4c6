/** What `--require`, `--forbid` and `--order` take: codes, ranges of codes, stages and moments, separated by commas. */
import { parseCodeRange, refuseBareCode } from '../trace/codes.js';
import { InputError } from '../trace/errors.js';
import { codeOf, type TimedPoint } from '../trace/report/timeline.js';
import { bootStages, type StageTable, stageNames } from '../trace/stage-table.js';
import { fitsMoment, type MomentWord, parseMomentWord, splitOutsideQuotes } from './moment-word.js';

/** One item of a list. Any code or moment that matches it counts. */
export interface CodeSet {
  /** As the user wrote it. */
  readonly text: string;
  /** Set where it names a moment. */
  readonly moment?: MomentWord;
  fits(point: TimedPoint): boolean;
}

/** The items of `list`, at least one. Throws InputError `bad-codes`; `where` says whose they are. */
export function parseCodeSets(list: string, table: StageTable, where: string): readonly CodeSet[] {
  const items = splitOutsideQuotes(list, ',');
  if (items === null) throw badCodes(`${where}: a quote is not closed`, table);
  return items.map((text) => parseCodeSet(text.trim(), table, where));
}

function parseCodeSet(text: string, table: StageTable, where: string): CodeSet {
  const range = parseCodeRange(text);
  if (range !== null && range.from <= range.to) {
    return {
      text,
      fits: (point) => {
        const code = codeOf(point);
        return code !== null && range.from <= code && code <= range.to;
      },
    };
  }
  if (range !== null) throw badCodes(`${where}: the range ${text} is inverted`, table);
  if (bootStages(table).includes(text)) return { text, fits: ({ stage }) => stage === text };
  const moment = parseMomentWord(text);
  if (moment !== null) return momentSet(text, moment);
  const bare = refuseBareCode(text, where, '-');
  if (bare !== null) throw bare;
  if (/^$|^0x|"/i.test(text)) throw noCode(text, table, where);
  return momentSet(text, { by: 'bare', word: text });
}

function momentSet(text: string, moment: MomentWord): CodeSet {
  return { text, moment, fits: (point) => fitsMoment(moment, point) };
}

function noCode(text: string, table: StageTable, where: string): InputError {
  const message = `${where}: "${text}" is not a code, range, stage or moment`;
  if (!/^0x[0-9a-f]{5,}$/i.test(text)) return badCodes(message, table);
  const step = `a code of more than two bytes is a moment: post-code:${text.toLowerCase()}`;
  return new InputError('bad-codes', message, [step, ...codesSteps(table)]);
}

function badCodes(message: string, table: StageTable): InputError {
  return new InputError('bad-codes', message, codesSteps(table));
}

/** What to type instead. */
export function codesSteps(table: StageTable): readonly string[] {
  return [
    'write codes (0x41), ranges (0x80-0xff), stages, keys of moments (u-boot:main_loop) or their names in quotes, separated by commas',
    `stages of the table in force: ${stageNames(table).join(', ')}`,
  ];
}
