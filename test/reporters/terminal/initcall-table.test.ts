import { expect, it } from 'vitest';
import { renderInitcalls } from '../../../src/reporters/terminal/initcall-table.js';
import { createPalette } from '../../../src/reporters/terminal/palette.js';
import type { TraceEvent } from '../../../src/trace/event.js';
import type { ProfileStack } from '../../../src/trace/profile/profile.js';
import { timelineOf } from '../../stages/build-boot.js';
import { PROFILE } from '../../trace/sample-profile.js';
import { initcallBoot } from '../initcall-boot.js';
import { PLAIN } from '../sample-reports.js';

function drawn(marks: readonly (readonly [name: string, ms: number])[], columns = 80): string {
  const events = marks.map(
    ([name, ms]): TraceEvent => ({
      kind: 'function',
      initcall: true,
      name,
      timeNs: ms * 1e6,
      line: null,
      vcpu: 0,
    }),
  );
  const timeline = timelineOf([], { boot: { events } });
  return [...renderInitcalls(timeline, createPalette({ color: false }), { ...PLAIN, columns })].join('');
}

it('lists the slowest first, with what they are of all', () => {
  expect(
    drawn([
      ['a', 0],
      ['acpi_init', 10],
      ['b', 70],
      ['c', 100],
    ]),
  ).toBe(
    [
      'slowest initcalls      ms   share  began at',
      'acpi_init          60.000  60.0 %    10.000',
      'b                  30.000  30.0 %    70.000',
      'a                  10.000  10.0 %     0.000',
      '4 initcalls took 100.000 ms, each includes other work until the next one began',
      '',
    ].join('\n'),
  );
});

it('says of a sampled boot what ran meanwhile', () => {
  const { events } = initcallBoot([40, 60]).boot;
  const during = (frames: readonly string[], ms: number): ProfileStack => {
    const timesNs = Array.from({ length: 10 }, (_, at) => (ms + at) * 1e6);
    return { stage: 'kernel', vcpu: 0, frames, count: 10, timesNs };
  };
  const stacks = [
    during(['kernel_init', 'do_one_initcall', 'call_0', 'udelay'], 10),
    during(['ret_from_fork', 'kthread', '\u001b[2J'], 50),
    during(['ret_from_fork', 'kthread', '\u001b[2J'], 70),
    during(['kernel_init', 'do_one_initcall', 'call_1'], 90),
  ];
  const timeline = timelineOf([], { boot: { events, profile: { ...PROFILE, stacks } } });
  const lines = [...renderInitcalls(timeline, createPalette({ color: false }), PLAIN)];
  expect(lines.map((line) => line.trimEnd()).slice(0, 3)).toEqual([
    'slowest initcalls      ms   share  mostly in       began at',
    'call_1             60.000  60.0 %  \\x1b[2J 66.7 %    50.000',
    'call_0             40.000  40.0 %  itself 100.0 %    10.000',
  ]);
});

it('leaves out what weighs nothing, and all but the slowest', () => {
  const many = Array.from({ length: 60 }, (_, at) => [`call_${at}`, at * 10] as const);
  expect(drawn(many).split('\n')).toHaveLength(1 + 12 + 2);
  expect(
    drawn([
      ['tiny', 0],
      ['big', 0.001],
      ['end', 1000],
    ]),
  ).not.toContain('tiny');
});

it('is silent where none were marked, or none has a time', () => {
  expect(drawn([])).toBe('');
  expect(drawn([['only', 5]])).toBe('');
});

it('cannot be used to control a terminal', () => {
  expect(
    drawn([
      ['\u001b[2J', 0],
      ['b', 10],
    ]),
  ).toContain('\\x1b[2J');
});
