import { mkdirSync, utimesSync } from 'node:fs';
import { expect, test } from 'vitest';
import { type ReportFlags, reportLogs } from '../../../src/cli/work/report-logs.js';
import { InputError } from '../../../src/trace/errors.js';
import type { TrendReport } from '../../../src/trace/report/report.js';
import { sampleBoot, sampleLog } from '../../helpers/sample-log.js';
import { temporaryFolder } from '../../helpers/temporary-folder.js';

const folder = temporaryFolder();
const FLAGS: ReportFlags = { 'time-format': 'auto', 'keep-noise': false };

const header = (startedAt: string) =>
  `{"kind":"header","schemaVersion":1,"boottrace":"0.1.0","engine":"x","guest":{},"host":{},"startedAt":"${startedAt}"}\n`;
const traceFile = (startedAt: string) =>
  `${header(startedAt)}{"kind":"boot","boot":0,"vmmStartNs":null}\n` +
  '{"kind":"event","boot":0,"event":{"kind":"code","timeNs":5,"line":null,"vcpu":0,"code":64,"port":128}}\n';

async function trend(): Promise<TrendReport> {
  const report = await reportLogs([], { ...FLAGS, trend: folder.file('series') });
  expect(report.command).toBe('trend');
  return report as TrendReport;
}

test('logs are reported on as they are', async () => {
  const log = folder.write('a.log', sampleLog([sampleBoot(80_000)]));
  expect(await reportLogs([log], FLAGS)).toMatchObject({ command: 'report', timelines: { length: 1 } });
});

test('a series stands in order of its start times, not of its names', async () => {
  mkdirSync(folder.file('series'));
  folder.write('series/a.ndjson', traceFile('2026-11-03T00:00:00Z'));
  folder.write('series/b.ndjson', traceFile('2026-11-01T00:00:00.5Z'));
  const { points, diagnostics } = await trend();
  expect(points.map(({ startedAt }) => startedAt)).toEqual([
    '2026-11-01T00:00:00.5Z',
    '2026-11-03T00:00:00Z',
  ]);
  expect(diagnostics.map(({ code }) => code)).not.toContain('undated');
});

test('logs that do not say when they were taken stand by the time of their file, which is said', async () => {
  mkdirSync(folder.file('series'));
  folder.write('series/a.ndjson', traceFile('2026-11-03T00:00:00Z'));
  const log = folder.write('series/b.log', sampleLog([sampleBoot(80_000)]));
  utimesSync(log, new Date('2026-11-02'), new Date('2026-11-02'));
  const { points, diagnostics } = await trend();
  expect(points.map(({ input, startedAt }) => [input.at(-1), startedAt])).toEqual([
    ['g', null],
    ['n', '2026-11-03T00:00:00Z'],
  ]);
  expect(diagnostics.find(({ code }) => code === 'undated')!.message).toMatch(/^1 of 2 logs do not say/);
});

test.each<[string, readonly string[], Partial<ReportFlags>]>([
  ['nothing', [], {}],
  ['logs and a series', ['a.log'], { trend: 'x' }],
  ['an alpha that is none', [], { trend: 'x', alpha: '3' }],
])('%s is refused', async (_, logs, flags) => {
  await expect(reportLogs(logs, { ...FLAGS, ...flags })).rejects.toThrow(InputError);
});
