import { describe, expect, it } from 'vitest';
import { createPalette } from '../../../src/reporters/terminal/palette.js';
import { tableReporter } from '../../../src/reporters/terminal/table.js';
import { BUILT_IN_TABLE } from '../../../src/stages/table/built-in-table.js';
import type { ClassifyReport } from '../../../src/trace/report/report.js';
import { render, SAMPLE_REPORTS } from '../sample-reports.js';

describe('classify', () => {
  it('shows codes one by one', () => {
    const given: ClassifyReport = {
      command: 'classify',
      codes: [
        { code: 0x41, stage: 'kernel', name: null },
        { code: 0x40, stage: 'kernel', name: 'kernel entered' },
        { code: 0xff, stage: 'custom', name: null },
      ],
      table: BUILT_IN_TABLE,
    };
    expect(render(tableReporter, given)).toBe(
      [
        'code  stage   name            order',
        '0x41  kernel',
        '0x40  kernel  kernel entered',
        '0xff  custom                  unordered',
        '',
      ].join('\n'),
    );
  });

  it('shows the whole table as ranges and names', () => {
    expect(render(tableReporter, SAMPLE_REPORTS['classify without codes']!)).toBe(
      [
        'code       stage       name            order',
        '0x00-0x1f  firmware',
        '0x20-0x3f  bootloader',
        '0x40       kernel      kernel entered',
        '0x41-0x5f  kernel',
        '0x60-0x7f  userspace',
        '0x80-0xff  custom                      unordered',
        '',
      ].join('\n'),
    );
  });
});

describe('classify of many codes', () => {
  const table = { ...BUILT_IN_TABLE, ranges: BUILT_IN_TABLE.ranges.slice(0, 2) };
  const codesOf = (...codes: readonly number[]) =>
    codes.map((code) => ({ code, stage: code < 0x20 ? 'firmware' : 'bootloader', name: null }));
  const shown = (codes: ClassifyReport['codes']) =>
    render(tableReporter, { command: 'classify', codes, table })
      .split('\n')
      .map((line) => line.replaceAll(/ +/g, ' '));

  it('joins those that follow one another in one stage, as they were asked for', () => {
    const rising = Array.from({ length: 31 }, (_, at) => at);
    expect(shown(codesOf(...rising, 0x30, 0x05, 0x06))).toEqual([
      'code stage',
      '0x00-0x1e firmware',
      '0x30 bootloader',
      '0x05-0x06 firmware',
      '',
    ]);
  });

  it('shows a few one by one', () => {
    const rising = Array.from({ length: 32 }, (_, at) => at);
    expect(shown(codesOf(...rising))).toHaveLength(34);
  });

  it('keeps codes with a name for themselves', () => {
    const rising = codesOf(...Array.from({ length: 40 }, (_, at) => at % 32));
    const named = rising.map((one, at) => (at === 3 || at === 4 ? { ...one, name: `n${at}` } : one));
    expect(shown(named).slice(1, 5)).toEqual([
      '0x00-0x02 firmware',
      '0x03 firmware n3',
      '0x04 firmware n4',
      '0x05-0x1f firmware',
    ]);
  });

  it('says which have no order: those of no range have none', () => {
    expect(shown([{ code: 0xf0, stage: 'custom', name: null }])[1]).toBe('0xf0 custom unordered');
    expect(shown([{ code: 0x3f, stage: 'bootloader', name: null }])[1]).toBe('0x3f bootloader');
  });
});

it('gives stages the colours that they have elsewhere', () => {
  const palette = createPalette({ color: true });
  const text = render(tableReporter, SAMPLE_REPORTS['classify without codes']!, { color: true });
  const order = ['firmware', 'bootloader', 'kernel', 'userspace', 'custom'];
  for (const [place, stage] of order.entries()) expect(text).toContain(palette.stage(place)(stage));
});
