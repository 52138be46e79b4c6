import { expect, it } from 'vitest';
import { capNotes } from '../../src/reports/cap-notes.js';
import { MAX_DIAGNOSTICS_PER_CODE, note } from '../../src/trace/diagnostic.js';

it('keeps a bounded number of notes of each code, and counts the rest', () => {
  const many = Array.from({ length: MAX_DIAGNOSTICS_PER_CODE + 7 }, () => note('one', 'words'));
  const kept = capNotes([...many, note('other', 'words')]);
  expect(kept.filter(({ code }) => code === 'one')).toHaveLength(MAX_DIAGNOSTICS_PER_CODE + 1);
  expect(kept.at(-1)).toEqual(note('one', '7 more of these'));
  expect(kept.filter(({ code }) => code === 'other')).toEqual([note('other', 'words')]);
});
