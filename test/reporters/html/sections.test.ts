import { expect, test } from 'vitest';
import { sectionsOf } from '../../../src/reporters/html/sections.js';
import { bootOf } from '../../stages/build-boot.js';
import { PROFILE } from '../../trace/sample-profile.js';
import { EVERY_KIND, everyKind, SUMMARY_ROW } from '../every-kind.js';
import { initcallBoot } from '../initcall-boot.js';
import { BOOT, reading, report, SAMPLE_REPORTS } from '../sample-reports.js';

const ids = (given: Parameters<typeof sectionsOf>[0]) => sectionsOf(given).map(({ id }) => id);

test.each([
  ['run', ['timeline', 'events', 'notes', 'provenance']],
  ['run of a profiled boot', ['timeline', 'profile', 'initcalls', 'events', 'provenance']],
  ['run of several boots', ['timeline', 'spread', 'boots', 'provenance']],
  ['run of two sides', ['comparison', 'timeline', 'spread', 'codes', 'boots', 'notes', 'provenance']],
  ['parse of nothing', []],
  ['diff', ['comparison', 'codes', 'notes']],
  ['diff of single boots', ['comparison', 'codes', 'notes']],
  ['check', ['assertions']],
  ['trend', ['trend']],
  ['classify', ['codes']],
  ['doctor', ['findings']],
])('%s has %j', (name, expected) => expect(ids(SAMPLE_REPORTS[name]!)).toEqual(expected));

test('exits are in a section of their own', () => {
  const exits = [
    {
      stage: 'kernel',
      kind: 'kick',
      address: null,
      direction: null,
      device: null,
      count: 1,
      totalNs: 9e7,
    } as const,
  ];
  expect(ids(report('run', [reading(bootOf(BOOT, { exits }))]))).toContain('why');
});

const whole = everyKind('run');
const timeline = {
  ...EVERY_KIND,
  boot: { ...EVERY_KIND.boot, profile: PROFILE },
  // Within the microseconds of the others.
  events: [
    ...initcallBoot([5]).events.map((event) => ({ ...event, timeNs: event.timeNs / 10_000 })),
    ...EVERY_KIND.events,
  ],
};

test('all that is known of the only boot is shown, under a title', () => {
  const sections = sectionsOf({ ...whole, timelines: [timeline] });
  expect(sections.map(({ id, title }) => [id, title])).toEqual([
    ['timeline', 'Timeline'],
    ['profile', 'Where the samples are'],
    ['initcalls', 'Initcalls'],
    ['why', 'Why it took that long'],
    ['events', 'Events'],
    ['provenance', 'How it was measured'],
  ]);
  const text = (id: string) =>
    [...sections.find((one) => one.id === id)!.body].map((piece) => piece.text).join('');
  expect(text('why')).toContain('post-port');
  expect(text('profile').match(/class="frame"/g)!.length).toBeGreaterThan(5);
  expect(text('initcalls')).toContain('call_0');
  expect(text('events').match(/<tr/g)).toHaveLength(1 + timeline.events.length);
});

test('what is known of each of several boots is with the boots alone', () => {
  const several = { ...whole, timelines: [timeline, timeline], summary: [SUMMARY_ROW] };
  expect(sectionsOf(several).map(({ id }) => id)).toEqual(['timeline', 'spread', 'boots', 'provenance']);
  const boots = [...sectionsOf(several)[2]!.body].map(({ text }) => text).join('');
  for (const part of ['post-port', 'class="frame"', 'call_0', 'class="events"']) {
    expect(boots.split(part).length - 1, part).toBeGreaterThanOrEqual(2);
  }
  expect(boots.match(/<details/g)).toHaveLength(boots.match(/<\/details>/g)!.length);
});
