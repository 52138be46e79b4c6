import { expect, it } from 'vitest';
import { findingsOf, readText } from './read-text.js';

const REPORT = [
  'Timer summary in microseconds (3 records):',
  '       Mark    Elapsed  Stage',
  '          0          0  reset',
  '     26,176     26,176  board_init_f',
  '    220,274    194,098  start_kernel',
];

it('gives a report in a console that has times as a boot beside it', () => {
  const lines = ['U-Boot 2024.01 (Jan 05)', ...REPORT, 'Starting kernel ...'];
  const text = lines.map((line, index) => `[${index}.000000 0.500000] ${line}\n`).join('');
  const reading = readText(text);
  expect(
    reading.boots.map(({ clock, events }) => [clock, events.filter(({ kind }) => kind !== 'text').length]),
  ).toEqual([
    ['host-monotonic', 2],
    ['guest-monotonic', 3],
  ]);
  expect(reading.boots[1]?.events[2]).toMatchObject({ code: 0x21, timeNs: 220_274_000, line: 6 });
  expect(findingsOf(reading).filter((finding) => /other-formats|no-events|bad-line/.test(finding))).toEqual(
    [],
  );
});

it('reads a report between lines of a kernel that have times and stand in front', () => {
  const kernel = ['[    0.000000] Linux version 6.1', '[    1.000000] Run /init as init process'];
  const { boots } = readText(`${[...kernel, ...REPORT.map((row) => `[    2.000000] ${row}`)].join('\n')}\n`);
  expect(boots.map(({ events }) => events.filter(({ kind }) => kind === 'code').length)).toEqual([2, 3]);
});
