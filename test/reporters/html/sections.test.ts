import { expect, test } from 'vitest';
import { sectionsOf } from '../../../src/reporters/html/sections.js';
import { bootOf } from '../../stages/build-boot.js';
import { BOOT, reading, report, SAMPLE_REPORTS } from '../sample-reports.js';

const ids = (given: Parameters<typeof sectionsOf>[0]) => sectionsOf(given).map(({ id }) => id);

test.each([
  ['run', ['timeline', 'events', 'notes', 'provenance']],
  ['run of a profiled boot', ['timeline', 'profile', 'initcalls', 'events', 'provenance']],
  ['run of several boots', ['timeline', 'spread', 'boots', 'provenance']],
  ['run of two sides', ['comparison', 'timeline', 'spread', 'codes', 'boots', 'notes', 'provenance']],
  ['parse of nothing', []],
  ['diff', ['comparison', 'codes']],
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
