import { describe, expect, test } from 'vitest';
import type { TextEvent } from '../../src/trace/event.js';
import { matchMarks, parseMark, type TextMark } from '../../src/trace/marks.js';

const LINE: TextEvent = {
  kind: 'text',
  timeNs: 5,
  line: 7,
  vcpu: 1,
  channel: 'debug-console',
  text: 'Linux version 6',
};
const MARKS: readonly TextMark[] = [
  { pattern: /^Linux/, code: 0x40, name: null },
  { pattern: /version (\d+)/, code: 0x42, name: 'version' },
  { pattern: /^version/, code: 0x43, name: null },
];

test('every mark that matches gives a code with the time, line and vCPU of the text', () => {
  expect(matchMarks(MARKS, LINE)).toEqual([
    { kind: 'code', timeNs: 5, line: 7, vcpu: 1, code: 0x40, port: 0xe9 },
    { kind: 'code', timeNs: 5, line: 7, vcpu: 1, code: 0x42, port: 0xe9, name: 'version' },
  ]);
});

test.each([
  ['serial', 0x3f8],
  ['firmware-debug', 0x402],
] as const)('text of %s went through port %i', (channel, port) => {
  expect(matchMarks(MARKS, { ...LINE, channel })[0]).toMatchObject({ port });
});

describe('parseMark', () => {
  test.each([
    ['Linux version=0x40', /Linux version/, 0x40, null],
    ['Run /init=0x41:init', /Run \/init/, 0x41, 'init'],
    ['a=b=0x41=0x42:x=y', /a=b=0x41/, 0x42, 'x=y'],
    ['a=0x42:x=41', /a/, 0x42, 'x=41'],
  ])('%s', (text, pattern, code, name) => {
    expect(parseMark(text)).toEqual({ pattern, code, name });
  });

  test.each([
    ['Run /init=41', ['--mark "Run /init=0x41"', '--mark "Run /init=0x29"']],
    ['41=41:x', ['--mark "41=0x41:x"', '--mark "41=0x29:x"']],
    ['x=4a', ['--mark "x=0x4a"']],
  ])('%s lacks its 0x', (text, nextSteps) => {
    expect(() => parseMark(text)).toThrow(expect.objectContaining({ code: 'bare-code', nextSteps }));
  });

  test.each(['', 'x', 'foo', '=0x40', 'x=0x100', 'x=0xe0fe', 'x=300', 'x=0x4g', '(=0x40', 'x=kernel'])(
    'refuses %j',
    (text) => {
      expect(() => parseMark(text)).toThrow(expect.objectContaining({ code: 'bad-mark', exitCode: 2 }));
      expect(() => parseMark(text)).toThrow(`--mark ${JSON.stringify(text)}: `);
    },
  );
});
