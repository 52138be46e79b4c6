import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import * as boottrace from '../src/index.js';
import { SAMPLES } from './helpers/run-cli.js';

test('a log becomes a report without a terminal or files', () => {
  const log = readFileSync(path.join(SAMPLES, 'logs/cloud-hypervisor/08c-v52.0-log-format-msg-only.log'));
  const reader = boottrace.createReader({ input: 'boot.log' });
  const collector = new boottrace.BootCollector();
  collector.addAll(reader.push(log));
  collector.addAll(reader.end());
  const reading = collector.reading({ input: 'boot.log', format: reader.format ?? '' });
  const report = boottrace.analyse([reading], {
    command: 'report',
    table: boottrace.BUILT_IN_TABLE,
    keepNoise: false,
  });
  expect(report.timelines[0]?.stages).toMatchObject([
    { stage: 'kernel', durationNs: 1_145_477_000 - 49_190_000 },
  ]);
  const assertions = boottrace.parseAssertions(
    { max: ['kernel=1s'] },
    { table: boottrace.BUILT_IN_TABLE, statistic: 'each' },
  );
  expect(boottrace.checkReport({ report, assertions, baseline: null }).passed).toBe(false);
});

test('reporters are part of it', async () => {
  expect(boottrace.reporters.map(({ id }) => id)).toContain('json');
  const csv = await boottrace.findReporter('csv');
  const report = boottrace.diffReports(emptyReport(), emptyReport(), boottrace.DEFAULT_COMPARE);
  const context = { color: false, columns: 80, unicode: false };
  expect([...csv.render(report, context)].join('')).toMatch(/^kind,name,base_us/);
});

function emptyReport() {
  return boottrace.analyse([], { command: 'report', table: boottrace.BUILT_IN_TABLE, keepNoise: false });
}
