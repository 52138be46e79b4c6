import { describe, expect, it } from 'vitest';
import { tableReporter } from '../../src/reporters/table.js';
import { BUILT_IN_TABLE } from '../../src/stages/built-in-table.js';
import type { ClassifyReport } from '../../src/trace/report.js';
import { render, SAMPLE_REPORTS } from './sample-reports.js';

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
