/** Every sample log through every format: it reads as that format, is not empty, and is the same each time. */
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseAssertions } from '../../src/checks/assertion.js';
import { readInput } from '../../src/cli/input/inputs.js';
import { findReporter, formatsOf, type ReporterId, reporters } from '../../src/reporters/index.js';
import { analyse } from '../../src/reports/boots.js';
import { checkReport } from '../../src/reports/check.js';
import { diffReports } from '../../src/reports/comparison.js';
import { BUILT_IN_TABLE } from '../../src/stages/table/built-in-table.js';
import { DEFAULT_COMPARE } from '../../src/stats/compare.js';
import type { Reading } from '../../src/trace/boot.js';
import type { BootsReport, Report } from '../../src/trace/report/report.js';
import { CONSUMERS } from './consumers.js';
import { render } from './sample-reports.js';

const LOGS = path.join(import.meta.dirname, '..', '..', 'samples', 'logs');

/** Logs are all files that do not describe the others. */
const SAMPLES = readdirSync(LOGS, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && !/^(README\.md|expected\.json)$/.test(entry.name))
  .map((entry) => path.relative(LOGS, path.join(entry.parentPath, entry.name)))
  .sort();

const ASSERTIONS = parseAssertions(
  { max: ['total=1s', 'kernel=1ns'], forbid: ['0xff'], order: ['0x40,0x41'] },
  { table: BUILT_IN_TABLE, statistic: 'each' },
);

function boots(command: BootsReport['command'], reading: Reading): BootsReport {
  return analyse([reading], { command, table: BUILT_IN_TABLE, keepNoise: false });
}

/** What each command that reads logs says about one. */
function reportsOf(reading: Reading): readonly Report[] {
  const report = boots('report', reading);
  return [
    boots('parse', reading),
    report,
    diffReports(report, report, DEFAULT_COMPARE),
    checkReport({ report, assertions: ASSERTIONS, baseline: null }),
  ];
}

async function show(id: ReporterId, report: Report): Promise<string> {
  return render(await findReporter(id), report);
}

it('there are samples', () => expect(SAMPLES.length).toBeGreaterThan(5));

describe.each(SAMPLES)('%s', (sample) => {
  it.each(reporters.map(({ id }) => id))('as %s', async (id) => {
    const reading = await readInput(path.join(LOGS, sample));
    for (const report of reportsOf(reading).filter(({ command }) => formatsOf(command).includes(id))) {
      const text = await show(id, report);
      expect(text.trim()).not.toBe('');
      expect(() => CONSUMERS[id](text, report.command)).not.toThrow();
      expect(await show(id, report)).toBe(text);
    }
  });
});
