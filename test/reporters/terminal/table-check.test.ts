import { expect, it } from 'vitest';
import { tableReporter } from '../../../src/reporters/terminal/table.js';
import { render, SAMPLE_REPORTS } from '../sample-reports.js';

it('shows every assertion, and what failed with its reasons', () => {
  expect(render(tableReporter, SAMPLE_REPORTS['check']!)).toBe(
    [
      'FAIL  max kernel=1ms (median)',
      '      expected kernel at most 1 ms, found median 344.1865 ms of 10 boots (boot',
      '      8, test.log:7); values: 342.644 ms, 345.042 ms, 344.015 ms, 342.987 ms,',
      '      345.385 ms, 344.358 ms, 343.329 ms, 345.728 ms, 344.699 ms, 343.672 ms',
      'pass  max total=10s (median)',
      '      found median 482.161 ms of 10 boots, allowed total at most 10000 ms',
      'pass  max vmm=1s (median)',
      '      found median 0.758 ms of 10 boots, allowed vmm at most 1000 ms',
      'FAIL  require 0x40,0x99',
      '      expected 0x99, found 0x01, 0x02, 0x20, 0x40, 0x80, 0x05, 0x41, 0x60 (boot',
      '      1, test.log:8); 10 of 10 boots fail',
      '',
      '2 of 4 failed',
      '',
    ].join('\n'),
  );
});

it('says that all hold', () => {
  const given = { command: 'check', passed: true, results: [], diagnostics: [] } as const;
  expect(render(tableReporter, given)).toBe('\nall 0 hold\n');
});
