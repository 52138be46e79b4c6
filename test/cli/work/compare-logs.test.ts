import { expect, test } from 'vitest';
import { chooseSides, compareLogs, diffExitCode } from '../../../src/cli/work/compare-logs.js';
import { InputError } from '../../../src/trace/errors.js';
import { sampleBoot, sampleLog } from '../../helpers/sample-log.js';
import { temporaryFolder } from '../../helpers/temporary-folder.js';
import { bothSides } from '../../helpers/two-sides.js';
import { profiledTrace } from '../../trace/sample-profile.js';

const folder = temporaryFolder();
const FLAGS = {
  'time-format': 'auto',
  'keep-noise': false,
  'allow-mismatch': false,
  'allow-profiled': false,
} as const;

const boots = (kernelUs: number) =>
  sampleLog(Array.from({ length: 12 }, (_, index) => sampleBoot(kernelUs + index * 10)));

test.each([
  ['regression', 1, 1, 0],
  ['inconclusive', 0, 1, 0],
  ['not-tested', 0, 0, 0],
  ['unchanged', 0, 0, 0],
  ['improvement', 0, 0, 0],
] as const)(
  '%s exits with %i, with --fail-on inconclusive %i, never %i',
  (verdict, regression, inconclusive, never) => {
    expect(diffExitCode(verdict, 'regression')).toBe(regression);
    expect(diffExitCode(verdict, 'inconclusive')).toBe(inconclusive);
    expect(diffExitCode(verdict, 'never')).toBe(never);
  },
);

test('a profiled boot is no side of a comparison, unless it is said that it may be', async () => {
  const base = folder.write('plain.log', sampleLog([sampleBoot(80_000)]));
  const head = folder.write('profiled.ndjson', profiledTrace());
  const compare = (allowed: boolean) =>
    compareLogs({ base: [base], head: [head] }, { ...FLAGS, 'allow-profiled': allowed });
  await expect(compare(false)).rejects.toMatchObject({ code: 'profiled-boots' });
  expect((await compare(true)).diagnostics.map(({ code }) => code)).toContain('profiled-boots');
});

test('one boot against one gets differences and no verdict', async () => {
  const base = folder.write('base.log', sampleLog([sampleBoot(80_000)]));
  const head = folder.write('head.log', sampleLog([sampleBoot(95_000)]));
  const report = await compareLogs({ base: [base], head: [head] }, FLAGS);
  expect(report.verdict).toBe('not-tested');
  expect(report.rows.find(({ name }) => name === 'kernel')).toMatchObject({
    baseNs: 80_000_000,
    headNs: 95_000_000,
    deltaNs: 15_000_000,
  });
});

test('sets of boots get a verdict, which the floor can change', async () => {
  const base = folder.write('base.log', boots(80_000));
  const head = folder.write('head.log', boots(90_000));
  expect((await compareLogs({ base: [base], head: [head] }, FLAGS)).verdict).toBe('regression');
  expect((await compareLogs({ base: [head], head: [base] }, FLAGS)).verdict).toBe('improvement');
  expect((await compareLogs({ base: [base], head: [head] }, { ...FLAGS, floor: ['50%'] })).verdict).toBe(
    'unchanged',
  );
});

test('options that make no sense are refused before anything is read', async () => {
  const sides = { base: ['/no/such.log'], head: ['/no/such.log'] };
  await expect(compareLogs(sides, { ...FLAGS, alpha: '7' })).rejects.toThrow('--alpha 7');
});

test('standard input cannot be both sides', async () => {
  await expect(compareLogs({ base: ['-'], head: ['a.log', '-'] }, FLAGS)).rejects.toThrow(InputError);
});

test('one file that holds both sides is compared within, also when its guests differ as they were meant to', async () => {
  const file = folder.write('ab.ndjson', bothSides(90));
  const sides = chooseSides({ args: { base: file }, flags: {} });
  const report = await compareLogs(sides, FLAGS);
  expect(report).toMatchObject({ command: 'diff', verdict: 'regression' });
  expect(report.rows.find(({ name }) => name === 'total')).toMatchObject({ baseN: 12, headN: 12 });
  expect((await compareLogs(sides, { ...FLAGS, floor: ['50%'] })).verdict).toBe('unchanged');
});

test('boots of both sides are not one set, and a file without sides is not two', async () => {
  const both = folder.write('ab.ndjson', bothSides(90));
  const plain = folder.write('plain.log', boots(80_000));
  for (const sides of [
    { base: [both], head: [plain] },
    { base: [plain], head: [both] },
  ])
    await expect(compareLogs(sides, FLAGS)).rejects.toMatchObject({
      code: 'boots-of-two-sides',
      nextSteps: [expect.stringContaining(`boottrace diff ${both}`)],
    });
  await expect(compareLogs({ base: [plain], head: null }, FLAGS)).rejects.toMatchObject({
    code: 'two-sides',
  });
});
