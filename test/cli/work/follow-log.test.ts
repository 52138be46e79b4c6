/** Logs that end by themselves; test/commands/follow.test.ts has those that grow. */
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { followLog } from '../../../src/cli/work/follow-log.js';
import { EnvironmentError, InputError } from '../../../src/trace/errors.js';
import { sampleBoot, sampleLog } from '../../helpers/sample-log.js';
import { temporaryFolder } from '../../helpers/temporary-folder.js';

const folder = temporaryFolder();
const FLAGS = { json: false, csv: false, ascii: true, 'time-format': 'auto', 'keep-noise': false } as const;
const LOG = sampleLog([sampleBoot(80_000), sampleBoot(81_000)]);

async function followed(flags: { readonly csv?: boolean; readonly json?: boolean }): Promise<string> {
  const log = folder.write('boots.log.gz', gzipSync(LOG));
  const output = folder.file('out.txt');
  expect(await followLog([log], { ...FLAGS, ...flags, output })).toBe(0);
  return readFileSync(output, 'utf8');
}

test('for people: a line for each code, a heading for each further boot, then the report', async () => {
  const lines = (await followed({})).split('\n');
  expect(lines.slice(0, 4).every((line) => / ms .* ms {2}0x[46][01] /.test(line))).toBe(true);
  expect(lines[4]).toBe('boot 2');
  expect(lines.slice(9).join('\n')).toContain('kernel..userspace');
});

test('as CSV: one header, a row for each code, nothing after them', async () => {
  const [header, ...rows] = (await followed({ csv: true })).trimEnd().split('\n');
  expect(header).toMatch(/^boot,seq,/);
  expect(rows.map((row) => row.split(',').slice(0, 3).join(' '))).toEqual([
    '0 0 20000',
    '0 1 100000',
    '0 2 105000',
    '0 3 110000',
    '1 0 20000',
    '1 1 101000',
    '1 2 106000',
    '1 3 111000',
  ]);
});

test('as JSON: one document', async () => {
  expect(JSON.parse(await followed({ json: true }))).toMatchObject({ command: 'parse', boots: [{}, {}] });
});

test('two logs cannot be followed', async () => {
  await expect(followLog(['a.log', 'b.log'], { ...FLAGS, output: '-' })).rejects.toThrow(InputError);
});

test('a full disk ends it', async () => {
  const log = folder.write('boots.log', LOG);
  const following = followLog([log], { ...FLAGS, output: '/dev/full' });
  await expect(following).rejects.toThrow(EnvironmentError);
});
