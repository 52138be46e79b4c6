/** What is said beside the numbers: how boots were taken, how many more it takes, in which order codes stand. */
import { describe, expect, it } from 'vitest';
import { analyse } from '../../src/reports/boots.js';
import { diffReports } from '../../src/reports/comparison.js';
import { DEFAULT_COMPARE } from '../../src/stats/compare.js';
import type { Boot } from '../../src/trace/boot.js';
import type { BootsReport } from '../../src/trace/report/report.js';
import { kernel, OPTIONS, reportOf } from '../helpers/kernel-boots.js';
import { bootOf } from '../stages/build-boot.js';

describe('what is said of a set', () => {
  const provenance = { boottrace: '1', engine: 'bundled', guest: {}, host: { kernel: '6.1' } };
  const other = { ...provenance, host: { kernel: '6.12' } };
  const boots = [
    { ...kernel(80), provenance },
    { ...kernel(90), provenance: other },
  ];

  it('by report: that its boots were not taken alike', () => {
    const found = (command: BootsReport['command'], given: readonly Boot[]) =>
      analyse([{ boots: given, diagnostics: [] }], { ...OPTIONS, command }).diagnostics;
    expect(found('report', boots)).toMatchObject([
      {
        severity: 'warning',
        code: 'mixed-conditions',
        message: expect.stringMatching(/different conditions: host kernel: 6\.1 /),
      },
    ]);
    expect(found('report', [boots[0]!, boots[0]!])).toEqual([]);
    expect(found('parse', boots)).toEqual([]);
  });

  it('by a run, which reads no log: no more of each finding than are kept of an input', () => {
    const diagnostics = Array.from({ length: 150 }, () => ({
      severity: 'warning' as const,
      code: 'lost-bytes',
      message: 'words',
      input: null,
      line: null,
    }));
    const count = (command: BootsReport['command']) =>
      analyse([{ boots: [], diagnostics }], { ...OPTIONS, command }).diagnostics;
    expect(count('run')).toHaveLength(101);
    expect(count('run').at(-1)).toMatchObject({ severity: 'note', message: '50 more of these' });
    expect(count('parse')).toHaveLength(150);
    const hundred = analyse([{ boots: [], diagnostics: diagnostics.slice(50) }], {
      ...OPTIONS,
      command: 'run',
    });
    expect(hundred.diagnostics).toHaveLength(100);
  });
});

describe('how many boots a verdict needs', () => {
  const noteOf = (report: ReturnType<typeof diffReports>) =>
    report.diagnostics.map(({ message }) => message).find((message) => message.includes('a verdict needs'));
  const few = (looks: number) => {
    const provenance = { boottrace: '1', engine: 'bundled', guest: {}, host: {}, looks };
    const [a, b, c, d] = [80, 81, 90, 91].map((ms): Boot => ({ ...kernel(ms), provenance }));
    return diffReports(reportOf(a!, b!), reportOf(c!, d!), DEFAULT_COMPARE);
  };

  it('grows with the looks that are planned', () => {
    expect(noteOf(few(1))).toContain('at least 4 boots');
    // Ten times the smallest p is 0.079 of five boots a side, and 0.022 of six.
    expect(noteOf(few(10))).toContain('at least 6 boots');
  });
});

it('codes of a comparison are in order of time, those of the same time in order of code', () => {
  const base = bootOf([
    [0x40, 10],
    [0x50, 20],
    [0x41, 20],
    [0x41, 20],
    [0x44, 40],
  ]);
  const head = bootOf([
    [0x40, 10],
    [0x42, 30],
    [0x43, 5000],
  ]);
  const { marks } = diffReports(reportOf(base), reportOf(head), DEFAULT_COMPARE);
  expect(marks.map((mark) => ['code' in mark && mark.code, mark.occurrence])).toEqual([
    [0x40, 1],
    [0x41, 1],
    [0x41, 2],
    [0x50, 1],
    [0x42, 1],
    [0x44, 1],
    [0x43, 1],
  ]);
});
