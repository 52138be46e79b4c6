import { expect, test } from 'vitest';
import { bootFacts, bootRoles, headlineOf } from '../../../src/reporters/words/headline.js';
import { BUILT_IN_TABLE } from '../../../src/stages/table/built-in-table.js';
import type { CheckReport, DiffReport, DiffRow } from '../../../src/trace/report/report.js';
import { bootOf, timelineOf } from '../../stages/build-boot.js';
import { EVERY_KIND } from '../every-kind.js';
import { BOOT, reading, report, SAMPLE_REPORTS, scaled, set } from '../sample-reports.js';

test.each([
  ['report of one boot', 'test.log: 480.001 ms'],
  ['run of several boots', '10 boots: median 482.161 ms'],
  ['parse of nothing', 'No boots'],
  ['run of two sides', 'Slower: regression in kernel, before the first code, firmware'],
  ['parse of a boot without codes', 'test.log: no codes'],
  ['diff of single boots', 'Missing in head: firmware, kernel'],
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

const VALUE = { n: 10, medianNs: 1, ciNs: null, previousPct: null, firstPct: null, change: null } as const;

test.each([
  [[], 'Trend of 1 set of boots: no change of level'],
  [['total'], 'Trend of 1 set of boots: changes of total'],
  [['kernel', 'total'], 'Trend of 1 set of boots: changes of kernel'],
  [['kernel', 'setup', 'total'], 'Trend of 1 set of boots: changes of before the first code, kernel'],
])('a trend says which rows changed, the total only where it is alone: %j', (changed, title) => {
  const rows = ['setup', 'kernel', 'total'].map((name) => ({
    kind: name === 'total' ? ('total' as const) : ('stage' as const),
    name,
    values: [VALUE, changed.includes(name) ? { ...VALUE, change: 'regression' as const } : VALUE],
  }));
  const points = [{ input: 'a', startedAt: null, boots: 10, failedBoots: 0 }];
  const given = { command: 'trend', points, rows, diagnostics: [], table: BUILT_IN_TABLE } as const;
  expect(headlineOf(given)).toEqual({ title, facts: [] });
});

test('a check that held says so', () => {
  const { results } = SAMPLE_REPORTS['check'] as CheckReport;
  const held = results.filter(({ passed }) => passed);
  const given = { ...(SAMPLE_REPORTS['check'] as CheckReport), results: held, passed: true };
  expect(headlineOf(given)).toEqual({ title: 'Passed: 2 assertions', facts: [] });
  expect(headlineOf({ ...given, results: held.slice(1) }).title).toBe('Passed: 1 assertion');
});

test('a boot says its role, and counts codes that are meant', () => {
  expect(bootFacts(EVERY_KIND)).toEqual([
    'warm-up',
    'head',
    '3 codes',
    'longest kernel (71.4 %)',
    'monitor ran 0.758 µs before',
    'ended by reset',
  ]);
  expect(bootRoles(timelineOf([]))).toEqual([]);
  expect(bootFacts(timelineOf([]))).toEqual([
    '0 codes',
    'unfinished (the guest was started but produced no event)',
  ]);
  // Of equally long rows the first; nothing where the boot took no time.
  expect(bootFacts(timelineOf([[0x60, 1000]]))).toEqual([
    '1 code',
    'longest before the first code (100.0 %)',
  ]);
  expect(bootFacts(timelineOf([[0x60, 0]]))).toEqual(['1 code']);
  const equal = timelineOf([
    [0x40, 1000],
    [0x41, 2000],
  ]);
  expect(bootFacts(equal)[1]).toBe('longest before the first code (50.0 %)');
});

test('boots say between which times they took', () => {
  const { facts } = headlineOf(report('report', [reading(scaled(1), scaled(2))]));
  expect(facts).toEqual(['from 480.001 to 960.001 ms']);
  expect(headlineOf(report('report', [reading(...set(1))])).facts).toHaveLength(2);
});

const ROW: DiffRow = {
  ...(SAMPLE_REPORTS['diff'] as DiffReport).rows[0]!,
  kind: 'stage',
  name: 'kernel',
  baseNs: 80e6,
  headNs: 84e6,
  deltaNs: 4e6,
  deltaPct: 5,
  baseN: 7,
  headN: 1,
  verdict: 'regression',
};

function compared(verdict: DiffReport['verdict'], ...rows: readonly Partial<DiffRow>[]) {
  const given = SAMPLE_REPORTS['diff'] as DiffReport;
  return headlineOf({ ...given, verdict, rows: rows.map((row) => ({ ...ROW, ...row })) });
}

test('a comparison names the rows of its verdict alone, the largest shift first and the total last', () => {
  const total = { kind: 'total', name: 'total', deltaNs: 90e6, baseN: 10, headN: 9 } as const;
  const rows = [
    total,
    {},
    { name: 'firmware', deltaNs: -9e6, deltaPct: -10, verdict: 'improvement' },
    { name: 'bootloader', deltaNs: 6e6, deltaPct: null, baseNs: null },
    { name: 'custom', deltaNs: null },
  ] as const;
  expect(compared('regression', ...rows)).toEqual({
    title: 'Slower: regression in bootloader, kernel, total',
    facts: [
      'bootloader +6.000 ms',
      'kernel +4.000 ms (+5.0 %)',
      'total +90.000 ms (+5.0 %)',
      '10 against 9 boots',
    ],
  });
  expect(compared('improvement', ...rows)).toEqual({
    title: 'Faster: improvement in firmware',
    facts: ['firmware -9.000 ms (-10.0 %)', '10 against 9 boots'],
  });
  expect(compared('unchanged', { verdict: 'unchanged' })).toEqual({
    title: 'Unchanged',
    facts: ['7 against 1 boot'],
  });
  expect(compared('inconclusive', { verdict: 'inconclusive' }).title).toBe('Inconclusive');
  expect(compared('regression')).toEqual({ title: 'Slower: regression', facts: [] });
});

test('a shift is said in the unit of the larger of it and its base', () => {
  expect(compared('regression', { baseNs: 500, deltaNs: 4e6 }).facts[0]).toMatch(/^kernel \+4\.000 ms/);
  expect(compared('regression', { baseNs: 5e6, deltaNs: 400 }).facts[0]).toMatch(/^kernel \+0\.000 ms/);
  expect(compared('regression', { deltaPct: 0 }).facts[0]).toBe('kernel +4.000 ms (0.0 %)');
});
