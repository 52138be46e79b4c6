import { expect, test } from 'vitest';
import { diagnosticOf, note, warning } from '../../src/trace/diagnostic.js';

test('a diagnostic is about what its place names, and about nothing else', () => {
  expect(note('slow', 'It was slow.')).toEqual({
    severity: 'note',
    code: 'slow',
    message: 'It was slow.',
    input: null,
    line: null,
  });
  expect(warning('slow', 'It was slow.', { input: 'a.log' })).toMatchObject({
    severity: 'warning',
    input: 'a.log',
    line: null,
  });
  expect(note('slow', 'It was slow.', { line: 7 })).toMatchObject({ input: null, line: 7 });
  expect(diagnosticOf('warning', 'slow', 'It was slow.', { input: null, line: null })).toEqual(
    warning('slow', 'It was slow.'),
  );
});

test('its fields stand in one order, which JSON shows', () => {
  const fields = Object.keys(warning('slow', 'It was slow.', { line: 7, input: 'a.log' }));
  expect(fields).toEqual(['severity', 'code', 'message', 'input', 'line']);
});
