import { expect, test } from 'vitest';
import { describeUnmatchedMarks } from '../../../src/stages/text/mark-notes.js';
import { parseMark } from '../../../src/trace/marks.js';
import { bootOf, codeAt } from '../build-boot.js';

const text = { kind: 'text', channel: 'serial', text: 'Run /init', timeNs: 1, line: 1, vcpu: null } as const;
const printed = bootOf([], { events: [text] });
const codesOf = (marks: readonly string[], boots = [printed]) =>
  describeUnmatchedMarks(marks.map(parseMark), boots).map(({ message }) => message);

test('a mark that matched in no boot is named', () => {
  expect(describeUnmatchedMarks([parseMark('Run /sbin=0x41:init')], [printed])).toEqual([
    {
      severity: 'warning',
      code: 'mark-not-matched',
      message: "--mark 'Run /sbin=0x41:init' matched no line: it records no code",
      input: 'test.log',
      line: null,
    },
  ]);
  expect(codesOf(['a=0x40', 'b=0x41'], [{ ...bootOf([[0x40, 1]]), format: 'kvm-pio' }])).toEqual([
    "--mark 'a=0x40' matched no line: there is no text, so it records no code",
    "--mark 'b=0x41' matched no line: there is no text, so it records no code",
  ]);
});

test('a log of which only matching lines are text had lines to match', () => {
  expect(codesOf(['a=0x40'], [{ ...bootOf([[0x40, 1]]), format: 'cloud-hypervisor' }])).toEqual([
    "--mark 'a=0x40' matched no line: it records no code",
  ]);
});

test('one that matched in some boot is not, also where the text is no longer kept', () => {
  expect(codesOf(['Run /init=0x41'], [bootOf([[0x40, 1]]), printed])).toEqual([]);
  const cut = bootOf([], { events: [{ ...codeAt(0x41, 1), port: 0x3f8 }] });
  expect(codesOf(['Run /init=0x41'], [cut])).toEqual([]);
  expect(codesOf(['Run /init=0x41'], [])).toEqual([]);
});
