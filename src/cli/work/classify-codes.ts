/** `boottrace classify`: which stage and name codes have. */
import { createClassifier } from '../../stages/classify.js';
import { parseCodeRange, refuseBareCode } from '../../trace/codes.js';
import { UsageError } from '../../trace/errors.js';
import type { ClassifyReport } from '../../trace/report/report.js';
import type { StageTable } from '../../trace/stage-table.js';

function codesOf(word: string): number[] {
  const range = parseCodeRange(word);
  if (range === null || range.from > range.to) {
    const bare = refuseBareCode(word, `boottrace classify ${word}`, '-');
    if (bare !== null) throw bare;
    throw new UsageError('bad-code', `${word} is not a code from 0x00 to 0xffff, nor a range of them`, [
      'boottrace classify 0x40 0x80-0x8f',
    ]);
  }
  return Array.from({ length: range.to - range.from + 1 }, (_, index) => range.from + index);
}

/**
 * Classifies codes as written (`0x40`, `0x80-0xff`); without any, the report is the table alone.
 * @throws InputError for a word that is no code.
 */
export function classifyCodes(words: readonly string[], table: StageTable): ClassifyReport {
  const classify = createClassifier(table);
  const codes = words.flatMap(codesOf).map((code) => {
    const { stage, name } = classify(code);
    return { code, stage, name };
  });
  return { command: 'classify', codes, table };
}
