import { describe, expect, it } from 'vitest';
import { renderNotes } from '../../../src/reporters/terminal/notes.js';
import { createPalette } from '../../../src/reporters/terminal/palette.js';
import type { Diagnostic } from '../../../src/trace/diagnostic.js';
import { PLAIN } from '../sample-reports.js';

const NOTE: Diagnostic = { severity: 'note', code: 'x', message: 'words', input: 'a.log', line: 7 };

function notes(...diagnostics: readonly Partial<Diagnostic>[]): string {
  const given = diagnostics.map((one) => ({ ...NOTE, ...one }));
  return [...renderNotes(given, createPalette(PLAIN), { ...PLAIN, columns: 40 })].join('');
}

describe('renderNotes', () => {
  it('says severity and place', () => {
    expect(notes({}, { severity: 'warning', line: null }, { input: null, line: null })).toBe(
      '\nnote: a.log:7: words\nwarning: a.log: words\nnote: words\n',
    );
  });
  it('wraps words and keeps further lines as they are', () => {
    const message =
      'a sentence that is longer than the forty columns there are:\nkey: { value: 1 }\n  indented and longer than forty columns too';
    expect(notes({ message })).toBe(
      '\nnote: a.log:7: a sentence that is longer\nthan the forty columns there are:\n    key: { value: 1 }\n      indented and longer than forty columns too\n',
    );
  });
  it('shows control characters as escapes, and bounds the length', () => {
    expect(notes({ message: 'a\u001b[2Jb', input: '\u0007x' })).toBe('\nnote: \\x07x:7: a\\x1b[2Jb\n');
    expect(notes({ message: 'x '.repeat(100_000) }).length).toBeLessThan(9000);
  });
  it('is nothing without diagnostics', () => expect(notes()).toBe(''));
});

it('a warning stands out more than a note', () => {
  const palette = createPalette({ color: true });
  const text = [...renderNotes([NOTE, { ...NOTE, severity: 'warning' }], palette, PLAIN)].join('');
  expect(text).toContain(palette.strong('note:'));
  expect(text).toContain(palette.caution('warning:'));
});
