import { readFileSync } from 'node:fs';
import { expect, test, vi } from 'vitest';
import { classifyCodes } from '../../../src/cli/work/classify-codes.js';
import { chosenFormat, diagnosticLine, showReport } from '../../../src/cli/work/show-report.js';
import { BUILT_IN_TABLE } from '../../../src/stages/table/built-in-table.js';
import { temporaryFolder } from '../../helpers/temporary-folder.js';

const folder = temporaryFolder();
const FLAGS = { json: false, csv: false, output: '-', ascii: false };

test.each([
  [{}, 'table'],
  [{ json: true }, 'json'],
  [{ csv: true }, 'csv'],
  [{ format: 'csv' as const }, 'csv'],
])('%j means %s', (flags, format) => {
  expect(chosenFormat({ ...FLAGS, ...flags })).toBe(format);
});

test.each([
  ['a.log', 7, 'warning: a.log:7: torn \\x1b[2J line\n'],
  ['a.log', null, 'warning: a.log: torn \\x1b[2J line\n'],
  [null, null, 'warning: torn \\x1b[2J line\n'],
])('a diagnostic about %s, line %s is one printable line', (input, line, expected) => {
  const message = 'torn \u001b[2J line';
  expect(diagnosticLine({ severity: 'warning', code: 'torn-line', message, input, line })).toBe(expected);
});

test('writes the report of the work and returns it', async () => {
  const output = folder.file('report.json');
  const report = await showReport({ ...FLAGS, json: true, output }, async () =>
    classifyCodes(['0x40'], BUILT_IN_TABLE),
  );
  expect(report.codes).toHaveLength(1);
  expect(JSON.parse(readFileSync(output, 'utf8'))).toMatchObject({ command: 'classify' });
});

test('does no work when the output cannot be written, and leaves the file when the work fails', async () => {
  let worked = false;
  const work = async () => {
    worked = true;
    throw new Error('the work failed');
  };
  await expect(showReport({ ...FLAGS, output: '/nowhere/x' }, work)).rejects.toThrow('cannot write');
  expect(worked).toBe(false);
  const output = folder.write('report.txt', 'old');
  await expect(showReport({ ...FLAGS, output }, work)).rejects.toThrow('the work failed');
  expect(readFileSync(output, 'utf8')).toBe('old');
});

test('what cannot be had again goes to standard output when its file takes nothing', async () => {
  const shown: string[] = [];
  const write = vi.spyOn(process.stdout, 'write').mockImplementation(((text: string, done?: () => void) => {
    shown.push(text);
    done?.();
    return true;
  }) as typeof process.stdout.write);
  const work = async () => classifyCodes(['0x40'], BUILT_IN_TABLE);
  const flags = { ...FLAGS, json: true, output: '/dev/full' };
  try {
    await expect(showReport(flags, work)).rejects.toThrow(
      /^cannot write \/dev\/full: no space left on device$/,
    );
    expect(shown).toEqual([]);
    await expect(showReport(flags, work, { isPrecious: true })).rejects.toThrow(
      'no space left on device; the report is on standard output instead',
    );
  } finally {
    write.mockRestore();
  }
  expect(JSON.parse(shown.join(''))).toMatchObject({ command: 'classify' });
});
