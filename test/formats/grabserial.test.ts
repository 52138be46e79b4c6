import { expect, it } from 'vitest';
import { grabserial } from '../../src/formats/grabserial.js';
import { findingsOf, readText } from './read-text.js';

function read(...lines: readonly string[]) {
  return readText(`${lines.join('\n')}\n`, { inputFormat: 'grabserial' });
}

it('has the time of arrival of each line, and the stages that programs announce', () => {
  const reading = read(
    '[0.000002 0.000002] U-Boot SPL 2023.01 (x)',
    '[0.500000 0.499998] U-Boot 2023.01 (x)',
    '[2.000000 1.500000] Starting kernel ...',
    '[2.100000 0.100000] [    0.000000] Linux version 6.1',
    'no time',
  );
  expect(reading.boots[0]?.clock).toBe('host-monotonic');
  expect(
    reading.boots[0]?.events.map(
      (event) => `${event.timeNs} ${event.kind === 'code' ? event.code : event.kind}`,
    ),
  ).toEqual([
    '2000 text',
    '2000 0',
    '500000000 text',
    '500000000 32',
    '2000000000 text',
    '2000000000 33',
    '2100000000 text',
    '2100000000 64',
  ]);
  expect(findingsOf(reading)).toEqual(['other-zero@1', 'untimed-lines@5']);
});

it.each([
  ['since 1.8', '[10:00:00.120001 0.000001] a', '[10:00:01.120002 1.000001] b', 1_000_001_000],
  ['until 1.7', '[18-05-01 10:00:00 0.000001] a', '[18-05-01 10:00:03 3.000001] b', 3_000_000_000],
])('reads time of day as printed %s', (_, first, second, timeNs) => {
  const { boots } = read(first, second);
  expect(boots[0]?.clock).toBe('wall');
  expect(boots[0]?.events.map((event) => event.timeNs)).toEqual([0, timeNs]);
});

it('begins a boot where -m set the time to zero', () => {
  const { boots } = read('[8.000000 0.000000] a', '[9.000000 1.000000] match', '[0.250000 0.250000] b');
  expect(boots.map(({ events }) => events.map(({ timeNs }) => timeNs / 1e9))).toEqual([[8, 9], [0.25]]);
});

it.each([
  ['yes', '[0.000002 0.000002] \n[0.1 x'],
  ['maybe', 'Use Control-C to stop...\n[0.000002 0.000002] a\n[0.100000 0.099998] b\n'],
  ['no', '[    0.000000] Linux version 6.1'],
  ['no', ''],
])('says %s to %j', (verdict, head) => {
  expect(grabserial.sniff(head, '')).toBe(verdict);
});

it('counts hours, minutes and seconds of a day', () => {
  const day = (time: string) => `[${time} 0.000001] x`;
  const { boots } = read(
    day('01:02:03.000004'),
    day('01:02:04.000004'),
    day('01:03:04.000004'),
    day('02:03:04.500004'),
  );
  expect(boots[0]?.events.map((event) => event.timeNs / 1e6)).toEqual([0, 1000, 61_000, 3_661_500]);
  expect(boots[0]?.events[0]).toMatchObject({ kind: 'text', channel: 'serial', line: 1, text: 'x' });
  expect(findingsOf(read(day('01:02:03.000004')))).toEqual(['other-zero@1']);
});

it('keeps the text behind the times as it is', () => {
  const { boots } = read('[8.000000 -0.000001]  two [9] ', '[8.000001 0.000001]');
  expect(boots[0]?.events).toMatchObject([{ text: ' two [9] ' }, { text: '' }]);
  const none = read('[8.000000] x', '[1.0 1.0] x');
  expect(findingsOf(none)).toEqual(['untimed-lines@1', 'no-events']);
  expect(none.diagnostics[1]?.message).toContain('[0.000002 0.000002]');
});

it.each([
  ['maybe', 'x\n[0.000002 0.000002] a\n[0.100000 0.099998] b'],
  ['no', 'x\n[0.000002 0.000002] a'],
])('says %s to %j', (verdict, head) => {
  expect(grabserial.sniff(head, '')).toBe(verdict);
});

it('goes on with a boot in which -m sets the base time anew', () => {
  const reading = read(
    "Matching pattern 'Starting kernel.*' to set base time",
    '[0.001000 0.001000] U-Boot TPL 2023.07 (x)',
    '[0.100000 0.099000] U-Boot SPL 2023.07 (x)',
    '[0.200000 0.100000] U-Boot 2023.07 (x)',
    '[1.500000 1.300000] Starting kernel ...',
    '[0.002000 0.002000]',
    '[3.000000 2.998000] buildroot login:',
    '[0.001000 0.001000] U-Boot TPL 2023.07 (x)',
  );
  const codes = reading.boots.map(({ events }) =>
    events.flatMap((event) => (event.kind === 'code' ? [[event.timeNs / 1e6, event.code]] : [])),
  );
  expect(codes).toEqual([
    [
      [1, 0x00],
      [200, 0x20],
      [1500, 0x21],
    ],
    [[1, 0x00]],
  ]);
  expect(reading.boots[0]?.events.at(-1)?.timeNs).toBe(4_500_000_000);
});
