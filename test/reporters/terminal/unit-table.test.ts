import { expect, it } from 'vitest';
import { createPalette } from '../../../src/reporters/terminal/palette.js';
import { renderUnits } from '../../../src/reporters/terminal/unit-table.js';
import type { UnitTime } from '../../../src/trace/boot.js';
import { timelineOf } from '../../stages/build-boot.js';
import { PLAIN } from '../sample-reports.js';

function drawn(units: readonly UnitTime[] | undefined): string {
  const timeline = timelineOf([], { boot: units === undefined ? {} : { units } });
  return [...renderUnits(timeline, createPalette({ color: false }), PLAIN)].join('');
}

it('lists the slowest with their times, and when they began where that is known', () => {
  expect(
    drawn([
      { name: 'a.service', startNs: 2e6, durationNs: 30e6 },
      { name: 'b.service', startNs: null, durationNs: 1e6 },
    ]),
  ).toBe('slowest units      ms  began at\na.service      30.000     2.000\nb.service       1.000\n');
});

it('says how many more there are, and nothing without units', () => {
  const many = Array.from({ length: 20 }, (_, at) => ({ name: `u${at}`, startNs: null, durationNs: 1e6 }));
  expect(drawn(many).split('\n').at(-2)).toBe('and 8 more, which took less time; --format json lists all');
  expect(drawn(undefined)).toBe('');
});

it('cannot be used to control a terminal', () => {
  expect(drawn([{ name: '\u001b[2Jx', startNs: null, durationNs: 1 }])).not.toContain('\u001b');
});
