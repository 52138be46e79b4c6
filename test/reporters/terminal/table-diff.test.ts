import { describe, expect, it } from 'vitest';
import { createPalette } from '../../../src/reporters/terminal/palette.js';
import { tableReporter } from '../../../src/reporters/terminal/table.js';
import { diffReports } from '../../../src/reports/comparison.js';
import { DEFAULT_COMPARE } from '../../../src/stats/compare.js';
import type { DiffReport, DiffRow } from '../../../src/trace/report/report.js';
import { bootOf, type Written } from '../../stages/build-boot.js';
import { reading, render, report, SAMPLE_REPORTS, scaled, set } from '../sample-reports.js';

describe('diff', () => {
  it('shows medians, change, direction, verdict', () => {
    const text = render(tableReporter, SAMPLE_REPORTS['diff']!, { columns: 130 });
    expect(text).toMatch(/^ms +base +head +delta +% +faster +slower +verdict +95 % interval +floor +p +n$/m);
    expect(text).toMatch(
      /^kernel +344\.187 +413\.023 +\+68\.837 +\+20\.0 +│█+ +regression +\+\d+\.\d+(?:\.\.| to )\+\d+\.\d+ +6\.884 +<0\.0001 +10\/10$/m,
    );
    expect(text).toMatch(/^verdict: regression \(\d+ of 10 rows\)$/m);
  });

  it('shows about how many boots an open row needs', () => {
    const [base, head] = [set(1).slice(0, 5), set(1.004).slice(0, 5)].map((boots) =>
      report('report', [reading(...boots)]),
    );
    const diff = diffReports(base!, head!, { ...DEFAULT_COMPARE, relativeFloor: 0, absoluteFloor: 0 });
    const many = { ...diff.rows.at(-1)!, verdict: 'inconclusive' as const, neededN: 1000 };
    const text = render(tableReporter, { ...diff, rows: [...diff.rows, many] }, { columns: 140 });
    expect(text).toMatch(/^kernel .* inconclusive +\d+ /m);
    expect(text).toMatch(/ 1000\+ /);
  });

  it('of single boots has no verdict and says why', () => {
    const one = report('report', [reading(scaled(1))]);
    const text = render(
      tableReporter,
      diffReports(one, report('report', [reading(scaled(0.9))]), DEFAULT_COMPARE),
    );
    expect(text).toMatch(/^kernel +342\.644 +308\.380 +-34\.264 +-10\.0 +█+│ +not-tested/m);
    expect(text).toContain('verdict: not-tested (10 of 10 rows)');
    expect(text).toContain('one boot against one boot');
  });

  it('leaves empty what a side lacks', () => {
    const text = render(tableReporter, SAMPLE_REPORTS['diff of single boots']!);
    expect(text).toMatch(/^kernel +342\.644 +gone/m);
    expect(text).toMatch(/^0x41 +402\.744$/m);
    expect(text).toMatch(/^note: measured only in base: .*kernel/m);
  });

  it('of nothing says so', () => {
    expect(render(tableReporter, SAMPLE_REPORTS['diff of nothing']!)).toContain('nothing to compare');
  });

  it('bounds the codes that it lists, and numbers repeats', () => {
    const boot = bootOf(Array.from({ length: 150 }, (_, at): Written => [0x60, at * 1000]));
    const one = report('report', [reading(boot)]);
    const text = render(tableReporter, diffReports(one, one, DEFAULT_COMPARE));
    expect(text).toMatch(/^0x60 #100 /m);
    expect(text).toContain('and 50 more codes');
  });
});

const ROW: DiffRow = {
  ...(SAMPLE_REPORTS['diff'] as DiffReport).rows[0]!,
  kind: 'stage',
  name: 'kernel',
  baseNs: 80e6,
  headNs: 90e6,
  deltaNs: 10e6,
  deltaPct: 12.5,
  baseN: 10,
  headN: 9,
  pAdjusted: 0.0123,
  ciNs: [9e6, 11e6],
  floorNs: 1.6e6,
  verdict: 'regression',
  neededN: null,
};

function shown(report: Partial<DiffReport>, columns = 140): readonly string[] {
  const given = { ...(SAMPLE_REPORTS['diff'] as DiffReport), marks: [], diagnostics: [], ...report };
  return render(tableReporter, given, { columns })
    .split('\n')
    .map((line) => line.trim().replaceAll(/ {2,}/g, '  '));
}

it('is, cell by cell, what the comparison found', () => {
  const rows: readonly DiffRow[] = [
    ROW,
    {
      ...ROW,
      kind: 'gap',
      name: 'a..b',
      deltaNs: -5e6,
      headNs: 75e6,
      deltaPct: -6.25,
      pAdjusted: 0.0001,
      verdict: 'improvement',
    },
    {
      ...ROW,
      name: 'new',
      baseNs: null,
      deltaNs: null,
      deltaPct: null,
      ciNs: null,
      floorNs: null,
      pAdjusted: null,
      baseN: 0,
      verdict: 'not-tested',
    },
    {
      ...ROW,
      name: 'open',
      deltaNs: 0,
      headNs: 80e6,
      deltaPct: 0,
      pAdjusted: 0.00009,
      verdict: 'inconclusive',
      neededN: 999,
    },
  ];
  const marks = [
    { code: 0x40, occurrence: 1, baseNs: 1e6, headNs: 3e6, deltaNs: 2e6 },
    { code: 0x40, occurrence: 2, baseNs: null, headNs: 4e6, deltaNs: null },
  ];
  expect(shown({ rows, marks, verdict: 'regression' })).toEqual([
    'ms  base  head  delta  %  faster  slower  verdict  needs  95 % interval  floor  p  n',
    `kernel  80.000  90.000  +10.000  +12.5  │${'█'.repeat(12)}  regression  +9.000 to +11.000  1.600  0.0123  10/9`,
    `a..b  80.000  75.000  -5.000  -6.3  ${'█'.repeat(6)}│  improvement  +9.000 to +11.000  1.600  0.0001  10/9`,
    'new  90.000  not-tested  0/9',
    'open  80.000  80.000  0.000  0.0  │  inconclusive  999  +9.000 to +11.000  1.600  <0.0001  10/9',
    '',
    'first to last code, since zero',
    'code  base ms  head  delta',
    '0x40  1.000  3.000  +2.000',
    '0x40 #2  4.000',
    '',
    'verdict: regression (1 of 4 rows)',
    '',
  ]);
});

it('draws no shift long that is small beside the rows', () => {
  const [, line] = shown({ rows: [{ ...ROW, deltaNs: 0.9e6 }], verdict: 'unchanged' });
  expect(line).toContain('│██████ ');
  expect(shown({ rows: [{ ...ROW, deltaNs: 1.8e6 }], verdict: 'unchanged' })[1]).toContain('│████████████ ');
});

it('picks the unit by the longer side', () => {
  expect(shown({ rows: [{ ...ROW, baseNs: null, headNs: 400e9 }] })[0]).toMatch(/^s /);
  expect(shown({ rows: [{ ...ROW, baseNs: 400e9, headNs: null }] })[0]).toMatch(/^s /);
  expect(shown({ rows: [{ ...ROW, baseNs: 10, headNs: 20, deltaNs: 10 }] })[0]).toMatch(/^µs /);
});

it('says what a median hides, of which side', () => {
  const humps = [
    { n: 4, medianNs: 80e6 },
    { n: 6, medianNs: 95e6 },
  ] as const;
  const lines = shown({ rows: [{ ...ROW, baseOutliers: [200e6], headHumps: [...humps] }] });
  expect(lines).toContain('outliers of kernel in base: 200.000 ms');
  expect(lines).toContain('two humps of kernel in head: 4 around 80.000 ms, 6 around 95.000 ms');
});

it('lists at most a hundred codes', () => {
  const marks = (count: number) =>
    Array.from({ length: count }, (_, at) => ({
      code: 1,
      occurrence: at + 1,
      baseNs: 1,
      headNs: 1,
      deltaNs: 0,
    }));
  const listed = (count: number) => shown({ rows: [ROW], marks: marks(count) });
  expect(listed(100).filter((line) => line.startsWith('0x01'))).toHaveLength(100);
  expect(listed(100).join()).not.toContain('more codes');
  expect(listed(101).filter((line) => line.startsWith('0x01'))).toHaveLength(100);
  expect(listed(101)).toContain('and 1 more codes; --json and --csv list all');
});

it('cuts names where it is narrow, and gaps are faint', () => {
  const named = { ...ROW, name: 'x'.repeat(60) } as const;
  const cut = (columns: number) => /^x+…/.exec(shown({ rows: [named] }, columns)[1]!)?.[0].length;
  expect(cut(40)).toBeLessThan(22);
  expect(cut(60)).toBeLessThanOrEqual(22);
  const palette = createPalette({ color: true });
  const given = {
    ...(SAMPLE_REPORTS['diff'] as DiffReport),
    rows: [{ ...ROW, kind: 'gap', name: 'a..b' }, ROW],
  };
  const text = render(tableReporter, given as DiffReport, { color: true });
  expect(text).toContain(palette.faint('a..b'));
  expect(text).toContain(palette.strong('kernel'));
});

describe('in 80 columns, which every pipe has', () => {
  it.each([
    ['short times', 1],
    ['times above a second', 30],
  ])('interval, verdict and number of boots stay, and bars go first: %s', (_, factor) => {
    const rows = [
      { ...ROW, kind: 'setup' as const, name: 'setup', verdict: 'inconclusive' as const, neededN: 40 },
      { ...ROW, kind: 'gap' as const, name: 'firmware..bootloader' },
      ROW,
    ].map((row) => ({
      ...row,
      baseNs: row.baseNs! * factor,
      headNs: row.headNs! * factor,
      deltaNs: row.deltaNs! * factor,
      ciNs: row.ciNs!.map((ns) => ns * factor) as [number, number],
    }));
    const lines = shown({ rows }, 80);
    expect(lines[0]).toMatch(/delta .* ?verdict {2}95 % interval .* n$/);
    expect(lines[1]).toMatch(/^before code .* inconclusive {2}\+[\d.]+\.\.\+[\d.]+ .* 10\/9$/);
    expect(lines[2]).toMatch(/^\.\.bootloader /);
    expect(lines.slice(0, 4).join()).not.toMatch(/█|faster/);
    expect(lines.every((line) => [...line].length <= 80)).toBe(true);
  });
});

describe('sides have names', () => {
  const names = { base: 'v6.11', head: 'v6.12' };

  it('in heads and in what a median hides', () => {
    const lines = shown({ rows: [{ ...ROW, baseOutliers: [200e6] }], names });
    expect(lines[0]).toMatch(/^ms {2}v6\.11 {2}v6\.12 {2}delta/);
    expect(lines).toContain('outliers of kernel in v6.11: 200.000 ms');
    expect(lines.join('\n')).not.toMatch(/base|head/);
  });

  it('that are long are cut where they still differ, and said in full', () => {
    const [base, head] = ['linux-6.11-hardened-debug', 'linux-6.12-hardened-debug'];
    const lines = shown({ rows: [ROW], names: { base, head } }, 80);
    expect(lines.slice(0, 3)).toEqual([
      `base: ${base}`,
      `head: ${head}`,
      expect.stringMatching(/^ms {2}linux-6…|^ms {2}….* /),
    ]);
    const alike = { base: 'the same start, a', head: 'the same start, b' };
    expect(shown({ rows: [ROW], names: alike }, 80)[2]).toMatch(/…tart, a {2}…tart, b/);
  });
});
