import { expect, test } from 'vitest';
import { expectGolden } from '../helpers/golden.js';
import { runCli } from '../helpers/run-cli.js';
import { temporaryFolder } from '../helpers/temporary-folder.js';

const folder = temporaryFolder();

test.each(['table', 'csv', 'json'])('codes and ranges as %s', async (format) => {
  await expectGolden(`classify-${format}`, [
    'classify',
    '--format',
    format,
    '0x40',
    '0x41',
    '0x1f-0x20',
    '0xFF',
  ]);
});

test('without codes the table in force', async () => {
  await expectGolden('classify-whole-table', ['classify']);
});

test("a user's table and names", async () => {
  const codes = folder.write(
    'codes.yaml',
    'ranges:\n  - { stage: early, from: 0, to: 0x7f }\nnames:\n  0x40: entry\n',
  );
  const { stdout, exitCode } = await runCli(['classify', '--json', '--codes', codes, '0x40']);
  expect(exitCode).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ codes: [{ stage: 'early', name: 'entry' }] });
});

test('does not wait for standard input', async () => {
  const { stdout, exitCode } = await runCli(['classify'], { input: 'ignored\n' });
  expect({ exitCode, ignored: stdout.includes('ignored') }).toEqual({ exitCode: 0, ignored: false });
});
