import { expect, it } from 'vitest';
import { requireWhole } from '../../src/checks/whole-input.js';
import type { Diagnostic } from '../../src/trace/diagnostic.js';
import { InputError } from '../../src/trace/errors.js';

function finding(code: string): Diagnostic {
  return { severity: 'warning', code, message: 'Left out: 7.', input: 'big.log', line: null };
}

it.each(['event-limit', 'boot-limit'])(
  'refuses an input with the finding %s, and says how much is missing',
  (code) => {
    const judge = () => requireWhole([finding('torn-line'), finding(code)]);
    expect(judge).toThrow(InputError);
    expect(judge).toThrow(/^big\.log: cannot be judged, .* Left out: 7\.$/);
    expect(judge).toThrow(expect.objectContaining({ code: 'input-too-large' }));
    expect(() => requireWhole([{ ...finding(code), input: null }])).toThrow(/^cannot be judged, /);
  },
);

it('takes every other input', () => {
  expect(() => requireWhole([])).not.toThrow();
  // Text is no evidence: marks were looked for in all of it.
  expect(() => requireWhole([finding('text-limit'), finding('torn-line')])).not.toThrow();
});
