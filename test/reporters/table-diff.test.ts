import { describe, expect, it } from 'vitest';
import { diffReports } from '../../src/pipeline.js';
import { tableReporter } from '../../src/reporters/table.js';
import { DEFAULT_COMPARE } from '../../src/stats/compare.js';
import { bootOf, type Written } from '../stages/build-boot.js';
import { reading, render, report, SAMPLE_REPORTS, scaled, set } from './sample-reports.js';

describe('diff', () => {
  it('shows medians, change, direction, verdict', () => {
    const text = render(tableReporter, SAMPLE_REPORTS['diff']!, { columns: 120 });
    expect(text).toMatch(/^ms +base +head +delta +% +faster +slower +verdict +95 % of the shift +p +n$/m);
    expect(text).toMatch(
      /^kernel +344\.187 +413\.023 +\+68\.837 +\+20\.0 +│█+ +regression +\+\d+\.\d+ to \+\d+\.\d+ +<0\.0001 +10\/10$/m,
    );
    expect(text).toMatch(/^verdict: regression \(\d+ of 10 rows\)$/m);
  });

  it('shows about how many boots an open row needs', () => {
    const [base, head] = [set(1).slice(0, 5), set(1.004).slice(0, 5)].map((boots) =>
      report('report', [reading(...boots)]),
    );
    const diff = diffReports(base!, head!, { ...DEFAULT_COMPARE, relativeFloor: 0, absoluteFloor: 0 });
    const many = { ...diff.rows[0]!, verdict: 'inconclusive' as const, neededN: 1000 };
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
    expect(text).toMatch(/^kernel +342\.644 +not-tested/m);
    expect(text).toMatch(/^0x41 +402\.744$/m);
    expect(text).toMatch(/^note: only in base: .*kernel/m);
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
