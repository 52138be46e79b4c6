import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { bootsReport, headReport, inputOptions } from '../../../src/cli/work/read-boots.js';
import { ROOT } from '../../helpers/run-cli.js';
import { sampleBoot, sampleLog } from '../../helpers/sample-log.js';
import { temporaryFolder } from '../../helpers/temporary-folder.js';
import { bothSides } from '../../helpers/two-sides.js';

const folder = temporaryFolder();
const FLAGS = { 'time-format': 'auto', 'keep-noise': false } as const;

test('reading flags that were not given are not passed on', () => {
  expect(inputOptions(FLAGS)).toEqual({ timeFormat: 'auto' });
  expect(
    inputOptions({ 'time-format': 'decimal', 'input-format': 'boottrace', 'log-format': '{msg}' }),
  ).toEqual({ timeFormat: 'decimal', inputFormat: 'boottrace', logFormat: '{msg}' });
});

test('boots of all logs follow one another, in the order named', async () => {
  const first = folder.write('b.log', sampleLog([sampleBoot(80_000), sampleBoot(81_000)]));
  const second = folder.write('a.log', sampleLog([sampleBoot(90_000)]));
  const report = await bootsReport('report', [first, second], FLAGS);
  expect(report.timelines.map(({ index, boot, totalNs }) => [index, boot.input, totalNs])).toEqual([
    [0, first, 110_000_000],
    [1, first, 111_000_000],
    [2, second, 120_000_000],
  ]);
  expect(report.summary?.find(({ name }) => name === 'kernel')?.medianNs).toBe(81_000_000);
});

test('a folder stands for its logs', async () => {
  mkdirSync(folder.file('runs'));
  folder.write('runs/run-10.log', sampleLog([sampleBoot(10_000)]));
  folder.write('runs/run-2.log', sampleLog([sampleBoot(2_000)]));
  const report = await bootsReport('report', [folder.file('runs')], FLAGS);
  expect(report.timelines.map(({ totalNs }) => totalNs)).toEqual([32_000_000, 40_000_000]);
});

test("a user's table is in force", async () => {
  const log = folder.write('a.log', sampleLog([sampleBoot(80_000)]));
  const codes = folder.write('codes.yaml', 'ranges:\n  - { stage: all, from: 0x00, to: 0xff }\n');
  const report = await bootsReport('parse', [log], { ...FLAGS, codes });
  expect(report.command).toBe('parse');
  expect(report.timelines[0]?.stages.map(({ stage }) => stage)).toEqual(['all']);
});

test('marks make codes of text, and a wrong one is refused before anything is read', async () => {
  const log = folder.write('dmesg.txt', '[    0.000000] Linux version 6\n[    0.500000] ready\n');
  const codesOf = async (flags: object): Promise<unknown[]> => {
    const { timelines } = await bootsReport('parse', [log], { ...FLAGS, ...flags });
    return timelines.flatMap(({ events }) =>
      events.flatMap((event) => (event.kind === 'code' ? [event.code] : [])),
    );
  };
  expect(await codesOf({})).toEqual([0x40]);
  expect(await codesOf({ mark: ['^ready$=0x61:up'] })).toEqual([0x61]);
  await expect(codesOf({ mark: ['ready'] })).rejects.toMatchObject({ exitCode: 2 });
});

const samples = path.join(ROOT, 'samples', 'logs');
const log = path.join(samples, 'cloud-hypervisor', '07-v52.0-plus-default-format.log');
const events = path.join(samples, 'cloud-hypervisor-events', 'one-boot.json');

test('a companion is put onto the clock of the one log', async () => {
  const { timelines } = await bootsReport('parse', [log], {
    ...FLAGS,
    'input-format': 'cloud-hypervisor',
    with: [events],
  });
  expect(timelines).toHaveLength(1);
  expect(timelines[0]?.events.filter(({ kind }) => kind === 'text')).toHaveLength(6);
  await expect(bootsReport('parse', [log, log], { ...FLAGS, with: [events] })).rejects.toMatchObject({
    code: 'one-log',
    exitCode: 2,
  });
});

test('what is judged are all boots of a set, and those of head where there are two sides, which is said', async () => {
  const set = folder.write('set.log', sampleLog([sampleBoot(80_000), sampleBoot(81_000)]));
  const plain = await headReport([set], FLAGS);
  expect([plain.timelines.length, plain.diagnostics.map(({ code }) => code)]).toEqual([2, []]);
  const both = await headReport([folder.write('ab.ndjson', bothSides(90))], FLAGS);
  expect(both.timelines.map(({ boot }) => boot.side)).toEqual(Array.from({ length: 12 }, () => 'head'));
  expect(both.diagnostics.map(({ code }) => code)).toContain('head-judged');
});
