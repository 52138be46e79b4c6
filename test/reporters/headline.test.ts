import { expect, test } from 'vitest';
import { bootFacts, headlineOf } from '../../src/reporters/headline.js';
import type { DiffReport } from '../../src/trace/report.js';
import { bootOf, timelineOf } from '../stages/build-boot.js';
import { BOOT, reading, report, SAMPLE_REPORTS, scaled, set } from './sample-reports.js';

test.each([
  ['report of one boot', 'test.log: 480.001 ms'],
  ['run of several boots', '10 boots: median 482.161 ms'],
  ['parse of nothing', 'No boots'],
  ['run of two sides', 'Slower: regression in kernel, kernel..userspace, bootloader..kernel'],
  ['parse of a boot without codes', 'test.log: no codes'],
  ['diff of single boots', 'Compared, not tested'],
  ['check', 'Failed: 2 of 4 assertions'],
  ['classify', 'Codes and their stages'],
  ['doctor', 'What this host can run'],
])('%s', (name, title) => {
  expect(headlineOf(SAMPLE_REPORTS[name]!).title).toBe(title);
});

test('a regression is said with the rows that changed most, the total last', () => {
  const { title, facts } = headlineOf(SAMPLE_REPORTS['diff']!);
  expect(title).toMatch(/^Slower: regression in kernel, /);
  expect(facts[0]).toMatch(/^kernel \+68\.\d+ ms \(\+20\.0 %\)$/);
  expect(facts.at(-1)).toBe('10 against 10 boots');
  const faster = { ...(SAMPLE_REPORTS['diff'] as DiffReport), verdict: 'improvement', rows: [] } as const;
  expect(headlineOf(faster).title).toBe('Faster: improvement');
});

test('boots without any code, and one that ended badly', () => {
  expect(headlineOf(report('report', [reading(bootOf([]), bootOf([]))])).title).toBe('2 boots: no codes');
  expect(headlineOf(report('report', [reading(...set(1))])).facts[0]).toMatch(
    /^95 % interval 4\d\d\.\d+ to /,
  );
  const stop = { reason: 'crash', detail: 'triple fault' } as const;
  expect(bootFacts(timelineOf(BOOT, { boot: { stop } }))).toEqual([
    '8 codes',
    'longest kernel (71.4 %)',
    'ended by crash (triple fault)',
  ]);
  expect(bootFacts(timelineOf(BOOT, { boot: scaled(1) }))).toContain('monitor ran 758.000 µs before');
});
