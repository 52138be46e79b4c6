import { expect, test } from 'vitest';
import type { TextEvent } from '../../src/trace/event.js';
import { matchMarks, type TextMark } from '../../src/trace/marks.js';

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
