import { expect, it } from 'vitest';
import {
  countTimedLines,
  type TimedLine,
  TimedLineParser,
} from '../../../src/formats/reading/timed-lines.js';
import type { ReadItem } from '../../../src/trace/boot.js';
import { sourceLine } from '../../helpers/source-line.js';

function parseLine(row: string): TimedLine<'odd'> | null {
  const match = /^(\d+) (.*)$/s.exec(row);
  if (match === null) return null;
  const time = { seconds: Number(match[1]), nanos: 0 };
  return { clock: 'guest-monotonic', time, text: match[2]!, remark: match[2] === 'odd' ? 'odd' : null };
}

function itemsOf(...rows: readonly string[]): ReadItem[] {
  const parser = new TimedLineParser(
    { input: 'a.log' },
    {
      channel: 'kernel-log',
      parseLine,
      remarks: { odd: { severity: 'note', message: 'Odd.', once: true } },
      expected: 'a number',
    },
  );
  const items: ReadItem[] = rows.flatMap((text, index) => [
    ...parser.push(sourceLine(text, { number: index + 1 })),
  ]);
  return [...items, ...parser.end()];
}

function read(...rows: readonly string[]): string[] {
  return itemsOf(...rows).map((item) => {
    if (item.kind === 'diagnostic') return `${item.diagnostic.code}@${item.diagnostic.line}`;
    return item.kind === 'event' && item.event.kind === 'text'
      ? `${item.event.channel} ${item.event.text}`
      : item.kind;
  });
}

it('gives text, says what is to be said once, and counts lines without a time', () => {
  expect(read('1 a', 'no time', '', '2 odd', '3 odd', 'none')).toEqual([
    'boot',
    'kernel-log a',
    'odd@4',
    'kernel-log odd',
    'kernel-log odd',
    'untimed-lines@2',
  ]);
});

it('says how many lines it left out or cut, and what a line needs', () => {
  const said = (...rows: readonly string[]) =>
    itemsOf(...rows).flatMap((item) =>
      item.kind === 'diagnostic' ? [`${item.diagnostic.severity}: ${item.diagnostic.message}`] : [],
    );
  expect(said('x', ' ', 'y')).toEqual([
    'note: Lines without a time were left out: 2.',
    'warning: No line was found that begins with a number.',
  ]);
  const long = `1 ${'y'.repeat(5000)}`;
  expect(said(long, long)).toEqual(['note: Long lines were cut to 4096 characters: 2.']);
  expect(said('1 a', '', ' \t')).toEqual([]);
});

it('says when a line was cut, and when there was none', () => {
  expect(read(`1 ${'y'.repeat(10_000)}`).at(-1)).toBe('cut-text@null');
  expect(read('x')).toEqual(['untimed-lines@1', 'no-events@null']);
});

it('counts timed lines among the first ones', () => {
  expect(countTimedLines('\n1 a\nx\n2 b\n', parseLine)).toEqual({ count: 2, isFirst: true });
  expect(countTimedLines(' \t\n1 a', parseLine)).toEqual({ count: 1, isFirst: true });
  expect(countTimedLines('x\n1 a\n', parseLine)).toEqual({ count: 1, isFirst: false });
  expect(countTimedLines('', parseLine)).toEqual({ count: 0, isFirst: false });
});

it('counts lines of Xen apart from lines without a time', () => {
  expect(read('(XEN) [    3.438566] Serial input to DOM0', '1 a', 'none')).toEqual([
    'boot',
    'kernel-log a',
    'untimed-lines@3',
    'hypervisor-lines@null',
  ]);
});
