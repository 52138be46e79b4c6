import { expect, it } from 'vitest';
import { DiagnosticLimit } from '../../src/formats/diagnostic-limit.js';
import { type Diagnostic, MAX_DIAGNOSTICS_PER_CODE } from '../../src/trace/diagnostic.js';

function finding(code: string, line: number): Diagnostic {
  return { severity: 'warning', code, message: 'text', input: 'a.log', line };
}

it('admits as many of each code as allowed, and counts the rest', () => {
  const limit = new DiagnosticLimit();
  const admitted = Array.from({ length: MAX_DIAGNOSTICS_PER_CODE + 7 }, (_, index) =>
    limit.admit(finding('torn', index)),
  );
  expect(admitted.filter(Boolean)).toHaveLength(MAX_DIAGNOSTICS_PER_CODE);
  expect(limit.admit(finding('other', 1))).toBe(true);
  expect(limit.summaries()).toEqual([
    {
      kind: 'diagnostic',
      diagnostic: {
        severity: 'warning',
        code: 'torn',
        message: 'More lines with the finding torn: 7, in all 107.',
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
