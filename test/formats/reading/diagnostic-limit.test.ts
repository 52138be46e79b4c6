import { expect, it } from 'vitest';
import { DiagnosticLimit } from '../../../src/formats/reading/diagnostic-limit.js';
import { type Diagnostic, MAX_DIAGNOSTICS_PER_CODE } from '../../../src/trace/diagnostic.js';

function finding(code: string, line: number): Diagnostic {
  return { severity: 'warning', code, message: 'text', input: 'a.log', line };
}

it('admits as many of each code as allowed, and counts the rest', () => {
  const limit = new DiagnosticLimit();
  const admitted = Array.from({ length: MAX_DIAGNOSTICS_PER_CODE + 7 }, (_, index) =>
    limit.admit(finding('torn', index)),
  );
  expect(admitted.filter((kept) => kept !== null)).toHaveLength(MAX_DIAGNOSTICS_PER_CODE);
  expect(limit.admit(finding('other', 1))).toEqual(finding('other', 1));
  expect(limit.summaries()).toEqual([
    {
      kind: 'diagnostic',
      diagnostic: {
        severity: 'warning',
        code: 'torn',
        message: 'More lines with the finding torn: 7. Total: 107.',
        input: 'a.log',
        line: null,
      },
    },
  ]);
});

it('has nothing to sum up when all were admitted', () => {
  const limit = new DiagnosticLimit();
  for (let line = 0; line < MAX_DIAGNOSTICS_PER_CODE; line += 1) limit.admit(finding('torn', line));
  expect(limit.summaries()).toEqual([]);
});

it('admits findings of a hundred kinds, and counts those of all others together', () => {
  const limit = new DiagnosticLimit();
  const admitted = Array.from({ length: 150 }, (_, index) => limit.admit(finding(`kind-${index}`, index)));
  expect(admitted.filter((kept) => kept !== null)).toHaveLength(100);
  expect(limit.admit(finding('kind-7', 1))).not.toBeNull();
  expect(limit.summaries()).toMatchObject([
    { diagnostic: { code: 'more-findings', message: expect.stringContaining('of further kinds: 50.') } },
  ]);
});

it('takes a code that is longer than a message for one of too many', () => {
  const limit = new DiagnosticLimit();
  expect(limit.admit(finding('x'.repeat(5000), 1))).toBeNull();
  expect(limit.summaries()).toMatchObject([{ diagnostic: { code: 'more-findings' } }]);
});

it('cuts long messages', () => {
  const limit = new DiagnosticLimit();
  const kept = limit.admit({ ...finding('torn', 1), message: 'x'.repeat(5000) });
  expect(kept?.message).toBe(`${'x'.repeat(4096)}...`);
});

it('keeps a message and a code that are as long as may be', () => {
  const limit = new DiagnosticLimit();
  const longest = { ...finding('x'.repeat(4096), 1), message: 'y'.repeat(4096) };
  expect(limit.admit(longest)).toEqual(longest);
  expect(limit.summaries()).toEqual([]);
});

it('names the first of the findings that were too many kinds, and none of their lines', () => {
  const limit = new DiagnosticLimit();
  for (let index = 0; index < 100; index += 1) limit.admit(finding(`kind-${index}`, index));
  limit.admit({ ...finding('one more', 7), severity: 'note', input: 'b.log' });
  limit.admit(finding('another', 8));
  expect(limit.summaries()).toEqual([
    {
      kind: 'diagnostic',
      diagnostic: {
        severity: 'note',
        code: 'more-findings',
        message: 'Only 100 kinds of findings are listed; findings of further kinds: 2.',
        input: 'b.log',
        line: null,
      },
    },
  ]);
});
