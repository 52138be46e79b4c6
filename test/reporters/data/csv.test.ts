import { describe, expect, it } from 'vitest';
import { csvReporter } from '../../../src/reporters/data/csv.js';
import { diffReports } from '../../../src/reports/comparison.js';
import { DEFAULT_COMPARE } from '../../../src/stats/compare.js';
import type { Report } from '../../../src/trace/report/report.js';
import { bootOf, type Written } from '../../stages/build-boot.js';
import { EVERY_KIND, everyKind } from '../every-kind.js';
import { reading, render, report, SAMPLE_REPORTS, scaled, TABLE } from '../sample-reports.js';

function lines(given: Report): readonly string[] {
  const text = render(csvReporter, given);
  expect(text).not.toContain('\r');
  expect(text.endsWith('\n')).toBe(true);
  return text.slice(0, -1).split('\n');
}

function sample(name: string): readonly string[] {
  return lines(SAMPLE_REPORTS[name]!);
}

describe('events', () => {
  it('are rows with the time in microseconds', () => {
    expect(lines(report('parse', [reading(scaled(1))]))).toEqual([
      'boot,seq,time_us,delta_us,stage,code,name,port,vcpu,line,noise',
      '0,0,11200,11200,firmware,0x01,,0x80,,1,false',
      '0,1,14000,2800,firmware,0x02,,0x80,,2,false',
      '0,2,19004,5004,bootloader,0x20,,0x80,,3,false',
      '0,3,60100,41096,kernel,0x40,kernel entered,0x80,,4,false',
      '0,4,90000,29900,custom,0x80,,0x80,,5,false',
      '0,5,93000,3000,firmware,0x05,,0x80,,6,false',
      '0,6,402744,309744,kernel,0x41,,0x80,,7,false',
      '0,7,480001,77257,userspace,0x60,,0x80,,8,false',
    ]);
  });

  it('that are no codes say what they are as their name', () => {
    const rows = sample('run');
    expect(rows[1]).toBe('0,0,900,900,,,guest-entry,,0,,');
    expect(rows[2]).toMatch(/^0,1,2000,2000,,,"?firmware-debug: =cmd/);
  });

  it('tell boots and noise apart', () => {
    const burst = [0xff, 0x11, 0x30, 0x04, 0x01, 0x11, 0x38, 0x02].map(
      (code, at): Written => [code, at * 20],
    );
    const rows = lines(report('parse', [reading(scaled(1), bootOf(burst))]));
    expect(rows[9]).toBe('1,0,0,0,custom,0xff,,0x80,,1,true');
  });
});

describe('boots of two sides', () => {
  it('have a column more', () => {
    const rows = sample('run of two sides');
    expect(rows[0]).toBe('boot,seq,time_us,delta_us,stage,code,name,port,vcpu,line,noise,side');
    expect(rows[1]).toMatch(/^0,0,11200,.*,false,base$/);
    expect(rows.at(-1)).toMatch(/^20,7,.*,false,head$/);
  });

  it('have statistics of their own', () => {
    const rows = sample('report of two sides');
    expect(rows[0]).toBe('name,kind,n,median_us,mean_us,stddev_us,min_us,max_us,p95_us,side');
    const totals = rows.filter((row) => row.startsWith('total,')).map((row) => row.split(','));
    expect(totals.map((row) => [row[2], row.at(-1)])).toEqual([
      ['10', 'base'],
      ['10', 'head'],
    ]);
  });
});

describe('report', () => {
  it('has a row per ledger name, vmm and total', () => {
    const rows = sample('report');
    expect(rows[0]).toBe('name,kind,n,median_us,mean_us,stddev_us,min_us,max_us,p95_us');
    expect(rows.slice(1).map((row) => row.split(',').slice(0, 3).join())).toEqual([
      'vmm,vmm,10',
      'setup,setup,10',
      'firmware,stage,10',
      'firmware..bootloader,gap,0',
      'bootloader,stage,0',
      'bootloader..kernel,gap,0',
      'kernel,stage,10',
      'kernel..userspace,gap,0',
      'userspace,stage,0',
      'total,total,10',
    ]);
    expect(rows[1]).toBe('vmm,vmm,10,758,758,0,758,758,758');
  });

  it('of one boot has its values, and no deviation', () => {
    expect(sample('report of one boot')).toContain('kernel,stage,1,342644,342644,,342644,342644,342644');
  });

  it('of nothing is a header', () => expect(lines(report('report', []))).toHaveLength(1));
});

describe('diff', () => {
  it('has rows with numbers, and codes as marks', () => {
    const rows = sample('diff');
    expect(rows[0]).toBe(
      'kind,name,base_us,head_us,delta_us,delta_pct,base_n,head_n,p_adjusted,ci_low_us,ci_high_us,verdict',
    );
    const kernel = rows.find((row) => row.startsWith('stage,kernel,'))!.split(',');
    expect(kernel.slice(6, 8)).toEqual(['10', '10']);
    expect(kernel.at(-1)).toBe('regression');
    expect(Number(kernel[4])).toBeCloseTo(Number(kernel[3]) - Number(kernel[2]), 6);
    expect(rows.filter((row) => row.startsWith('mark,'))).toHaveLength(8);
  });

  it('leaves empty what a side lacks', () => {
    const rows = sample('diff of single boots');
    expect(rows).toContain('stage,kernel,342644,,,,1,0,,,,gone');
    expect(rows).toContain('gap,firmware..userspace,,,,,0,0,,,,not-tested');
    expect(rows).toContain('mark,0x41,402744,,,,,,,,,');
  });

  it('numbers codes that are written again', () => {
    const twice = report('report', [
      reading(
        bootOf([
          [0x40, 1],
          [0x40, 2],
        ]),
      ),
    ]);
    expect(lines(diffReports(twice, twice, DEFAULT_COMPARE))).toContain(
      'mark,0x40#2 kernel entered,2,2,0,,,,,,,',
    );
  });
});

it('check, classify and doctor', () => {
  expect(sample('check')[0]).toBe('assertion,passed,unit,actual,limit,message');
  expect(sample('check')[4]).toMatch(/^"?require 0x40,0x99"?,false,count,,,/);
  expect(sample('classify')[0]).toBe('code,stage,name');
  expect(sample('classify')[1]).toMatch(/^0x40,kernel,"?'=cmd/);
  expect(sample('classify without codes')).toHaveLength(257);
  expect(sample('doctor').slice(2)).toEqual(['qemu,warning,not installed', 'node,ok,v20']);
});

it('comes in pieces', () => {
  const boot = bootOf(Array.from({ length: 2500 }, (_, at): Written => [0x60, at]));
  const pieces = [
    ...csvReporter.render(report('parse', [reading(boot)]), { color: false, columns: 80, unicode: true }),
  ];
  expect(pieces).toHaveLength(3);
  expect(pieces.join('').split('\n')).toHaveLength(2502);
});

it('trend has a line for each row and input', () => {
  const value = { n: 10, medianNs: 80_500, ciNs: null, previousPct: null, firstPct: 1.25, change: null };
  const trend: Report = {
    command: 'trend',
    points: [
      { input: '=a', startedAt: '2026-11-01T03:00:00Z', boots: 10, failedBoots: 0 },
      { input: 'b', startedAt: null, boots: 0, failedBoots: 3 },
    ],
    rows: [
      {
        kind: 'stage',
        name: 'kernel',
        values: [
          value,
          { n: 0, medianNs: null, ciNs: null, previousPct: -2, firstPct: null, change: 'improvement' },
        ],
      },
    ],
    diagnostics: [],
    table: TABLE,
  };
  expect(lines(trend)).toEqual([
    'kind,name,input,started_at,n,median_us,previous_pct,first_pct,change',
    "stage,kernel,'=a,2026-11-01T03:00:00Z,10,80.5,,1.25,",
    'stage,kernel,b,,0,,-2,,improvement',
  ]);
});

it('has a head where nothing else is, and an empty field where there is no name', () => {
  expect(sample('doctor')[0]).toBe('subject,status,message');
  expect(sample('classify without codes')[1]).toBe('0x00,firmware,');
  const sides = { ...everyKind('parse'), timelines: [EVERY_KIND, { ...EVERY_KIND, boot: bootOf([]) }] };
  expect(lines(sides).at(-1)).toBe('4,6,7,3,kernel,0x41,,0x80,0,,false,');
  expect(lines(sides)[3]).toBe('4,2,3,1,kernel,0xff,,,3,12,true,head');
});
