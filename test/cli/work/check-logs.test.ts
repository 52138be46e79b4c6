import { expect, test } from 'vitest';
import { type CheckFlags, checkLogs, readExpectations } from '../../../src/cli/work/check-logs.js';
import { InputError } from '../../../src/trace/errors.js';
import { sampleBoot, sampleLog } from '../../helpers/sample-log.js';
import { temporaryFolder } from '../../helpers/temporary-folder.js';
import { profiledTrace } from '../../trace/sample-profile.js';

const folder = temporaryFolder();
const FLAGS: CheckFlags = {
  'time-format': 'auto',
  'keep-noise': false,
  'allow-mismatch': false,
  'allow-profiled': false,
};

async function evaluate(log: string, flags: CheckFlags) {
  return checkLogs([log], flags, await readExpectations(flags));
}

async function check(flags: Partial<CheckFlags>, kernelUs: readonly number[] = [80_000]) {
  const log = folder.write('a.log', sampleLog(kernelUs.map(sampleBoot)));
  return evaluate(log, { ...FLAGS, ...flags });
}

test.each([
  [{ max: ['kernel=80ms'] }, true],
  [{ max: ['kernel=79ms'] }, false],
  [{ max: ['kernel=90ms', 'total=1ms'] }, false],
  [{ min: ['total=110ms'] }, true],
  [{ require: ['0x40,0x41'], forbid: ['firmware'], order: ['kernel,userspace'] }, true],
  [{ require: ['0x42'] }, false],
  [{ max: ['firmware=1s'] }, false],
])('%j: %s', async (flags, passed) => {
  expect((await check(flags)).passed).toBe(passed);
});

test('profiled boots are no evidence, unless it is said that they are', async () => {
  const log = folder.write('profiled.ndjson', profiledTrace());
  const flags = { ...FLAGS, max: ['total=1s'] };
  await expect(evaluate(log, flags)).rejects.toMatchObject({ code: 'profiled-boots' });
  const { passed, diagnostics } = await evaluate(log, { ...flags, 'allow-profiled': true });
  expect(passed).toBe(true);
  expect(diagnostics.map(({ code }) => code)).toContain('profiled-boots');
});

test('the statistic is that of the flag, also for the file', async () => {
  const config = folder.write('checks.yaml', 'stat: max\nmax:\n  kernel: 81ms\n');
  const kernels = [80_000, 80_500, 99_000];
  expect((await check({ config }, kernels)).passed).toBe(false);
  expect((await check({ config, stat: 'median' }, kernels)).passed).toBe(true);
  expect((await check({ max: ['kernel=81ms'], stat: 'median' }, kernels)).passed).toBe(true);
  expect((await check({ max: ['kernel=81ms'] }, kernels)).passed).toBe(false);
});

test('flags and file are evaluated together', async () => {
  const config = folder.write('checks.yaml', 'require: 0x41\n');
  const { results } = await check({ config, forbid: ['0xff'] });
  expect(results).toHaveLength(2);
});

test('a baseline is compared with as diff does', async () => {
  const boots = (kernelUs: number) => Array.from({ length: 12 }, (_, index) => kernelUs + index * 10);
  const baseline = folder.write('base.log', sampleLog(boots(80_000).map(sampleBoot)));
  expect((await check({ baseline: [baseline] }, boots(80_000))).passed).toBe(true);
  expect((await check({ baseline: [baseline] }, boots(95_000))).passed).toBe(false);
});

test('to check nothing is a mistake', async () => {
  await expect(check({})).rejects.toThrow(InputError);
  const config = folder.write('empty.yaml', '{}\n');
  await expect(check({ config })).rejects.toThrow('nothing to check');
});

test('a log without boots cannot be checked', async () => {
  await expect(check({ max: ['total=1s'], forbid: ['0xff'] }, [])).rejects.toMatchObject({
    code: 'no-boot',
    exitCode: 2,
  });
});

test('a wrong file is refused by line', async () => {
  const config = folder.write('checks.yaml', 'max:\n  kernel: fast\n');
  await expect(check({ config })).rejects.toThrow(`${config}:2`);
});
