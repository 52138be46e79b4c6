import { expect, test } from 'vitest';
import { eventSubject, eventWords, unusualPort } from '../../../src/reporters/words/event-words.js';
import type { TimedCode, TimedEvent } from '../../../src/trace/report/timeline.js';

const base = { timeNs: 1, deltaNs: 1, seq: 0, line: null, vcpu: null };
const code: TimedCode = {
  ...base,
  kind: 'code',
  code: 0x40,
  port: 0x80,
  stage: 'kernel',
  name: 'entry\u0007',
  noise: false,
  revisit: false,
};
const text: TimedEvent = { ...base, kind: 'text', channel: 'serial', text: `a\u001b[0m${'x'.repeat(9000)}` };

test('what an event is and says', () => {
  expect(eventSubject(code)).toBe('kernel');
  expect(eventSubject(text)).toBe('serial');
  expect(eventSubject({ ...base, kind: 'lifecycle', phase: 'reset' })).toBe('reset');
  expect(eventWords(code)).toBe('entry\\x07');
  expect(eventWords({ ...code, revisit: true, name: null })).toBe('(revisit)');
  expect(eventWords({ ...code, noise: true, name: 'x' })).toBe('x (noise)');
  expect(eventWords({ ...base, kind: 'lifecycle', phase: 'reset' })).toBe('');
});

test('text is plainly visible and bounded', () => {
  expect(eventWords(text)).toMatch(/^a\\x1b\[0mx+$/);
  expect(eventWords(text).length).toBeLessThan(4010);
});

test('only a port that is not the usual one is named', () => {
  expect(unusualPort(code)).toBe('');
  expect(unusualPort({ ...code, port: 0x3f8 })).toBe('0x3f8');
  expect(unusualPort(text)).toBe('');
});
