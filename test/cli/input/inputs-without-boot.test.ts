import { mkdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { compareLogs } from '../../../src/cli/work/compare-logs.js';
import { judgedReport } from '../../../src/cli/work/read-boots.js';
import { sampleBoot, sampleLog } from '../../helpers/sample-log.js';
import { temporaryFolder } from '../../helpers/temporary-folder.js';

const folder = temporaryFolder();
const FLAGS = { 'time-format': 'auto', 'keep-noise': false } as const;
const NOTES = '# How these were taken\n\nOn the old host.\n';
const TIMED = '12:00:01 the build began\n12:00:09 the build ended\n';
const OTHER_CLOUD_HYPERVISOR = 'cloud-hypervisor: 12.345ms: <vmm> INFO:vmm/src/lib.rs:1 -- starting\n';

const good = (): string => folder.write('good.log', sampleLog([sampleBoot(80_000)]));

test.each([
  ['empty', '', 'x.log: it is empty'],
  ['of its format', OTHER_CLOUD_HYPERVISOR, 'x.log: No boot code was found'],
  ['of a header alone', '{"kind":"header","schemaVersion":1}\n', 'x.log: '],
  ['with times', TIMED, 'x.log: No boot code was found'],
  ['of notes', NOTES, 'x.log: No boot code was found'],
  [
    'of known text, in words about it',
    'SeaBIOS (version 1.16.2-1)\nBUILD: gcc: (Debian 12.2.0)\nFound 1 cpu(s) max supported 1 cpu(s)\n',
    "x.log: No boot code was found. The input looks like SeaBIOS's debug text",
  ],
])('a named file %s is refused, also beside a good one', async (_, text, message) => {
  const file = folder.write('x.log', text);
  for (const logs of [[file], [good(), file]]) {
    const failure = { code: 'no-boot', exitCode: 2, message: expect.stringContaining(message) };
    await expect(judgedReport(logs, FLAGS)).rejects.toMatchObject(failure);
  }
});

test.each([
  ['empty', ''],
  ['of its format', OTHER_CLOUD_HYPERVISOR],
  ['with times', TIMED],
])('a log in a folder that is %s is refused', async (_, text) => {
  mkdirSync(folder.file('runs'));
  folder.write('runs/a.log', sampleLog([sampleBoot(80_000)]));
  folder.write('runs/b.log', text);
  await expect(judgedReport([folder.file('runs')], FLAGS)).rejects.toMatchObject({ code: 'no-boot' });
});

test('what is no log in a folder gets a note, unless nothing else is there', async () => {
  mkdirSync(folder.file('runs'));
  const notes = folder.write('runs/README.md', NOTES);
  await expect(judgedReport([folder.file('runs')], FLAGS)).rejects.toMatchObject({ code: 'no-boot' });
  folder.write('runs/a.log', sampleLog([sampleBoot(80_000)]));
  const { timelines, diagnostics } = await judgedReport([folder.file('runs')], FLAGS);
  expect(timelines).toHaveLength(1);
  expect(diagnostics).toEqual([
    expect.objectContaining({ severity: 'note', code: 'not-a-log', input: notes }),
  ]);
});

test('each side of a comparison must have a boot', async () => {
  const none = folder.write('none.log', '');
  const flags = { ...FLAGS, 'allow-mismatch': false, 'allow-profiled': false };
  for (const sides of [
    { base: [good()], head: [none] },
    { base: [none], head: [good()] },
    { base: [good()], head: [good(), none] },
    { base: [none], head: null },
  ])
    await expect(compareLogs(sides, flags)).rejects.toMatchObject({ code: 'no-boot', exitCode: 2 });
});
