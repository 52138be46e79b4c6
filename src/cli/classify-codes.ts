/** `boottrace classify`: which stage and name codes have. */
import { createClassifier } from '../stages/classify.js';
import { parseCodeRange } from '../stages/codes.js';
import { InputError } from '../trace/errors.js';
import type { ClassifyReport } from '../trace/report.js';
import type { StageTable } from '../trace/stage-table.js';

function codesOf(word: string): number[] {
  const range = parseCodeRange(word);
  if (range === null || range.from > range.to) {
    throw new InputError('bad-code', `${word} is not a code from 0x00 to 0xff, nor a range of them`, [
      'boottrace classify 0x40',
      'boottrace classify 64 0x80-0x8f',
    ]);
  }
  return Array.from({ length: range.to - range.from + 1 }, (_, index) => range.from + index);
}

/**
 * Classifies codes as written (`0x40`, `64`, `0x80-0xff`); without any, the report is the table alone.
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
