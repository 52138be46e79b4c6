/** What `--require`, `--forbid` and `--order` take: codes, ranges of codes and stages, separated by commas. */
import { stageNames } from '../stages/classify.js';
import { parseCodeRange, refuseBareCode } from '../trace/codes.js';
import { InputError } from '../trace/errors.js';
import type { StageTable } from '../trace/stage-table.js';
import type { TimedCode } from '../trace/timeline.js';

/** One item of a list: any code that fits it stands for it. */
export interface CodeSet {
  /** As the user wrote it. */
  readonly text: string;
  fits(event: TimedCode): boolean;
}

/** The items of `list`, at least one. Throws InputError `bad-codes`; `where` says whose they are. */
export function parseCodeSets(list: string, table: StageTable, where: string): readonly CodeSet[] {
  return list.split(',').map((text) => parseCodeSet(text.trim(), table, where));
}

function parseCodeSet(text: string, table: StageTable, where: string): CodeSet {
  const range = parseCodeRange(text);
  if (range !== null && range.from <= range.to) {
    return { text, fits: ({ code }) => range.from <= code && code <= range.to };
  }
  const stages = stageNames(table);
  if (stages.includes(text)) return { text, fits: ({ stage }) => stage === text };
  const bare = refuseBareCode(text, where, '-');
  if (bare !== null) throw bare;
  const problem = range === null ? `"${text}" is no code, range or stage` : `the range ${text} is inverted`;
  throw new InputError('bad-codes', `${where}: ${problem}`, [
    'write codes (0x41), ranges (0x80-0xff) or stages, separated by commas',
    `stages of the table in force: ${stages.join(', ')}`,
  ]);
}
