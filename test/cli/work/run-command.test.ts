import { expect, test } from 'vitest';
import { planRunCommand, type RunReportFlags } from '../../../src/cli/work/run-command.js';
import Run from '../../../src/commands/run.js';
import { ROOT } from '../../helpers/run-cli.js';

const FLAGS: RunReportFlags = {
  cpus: '1',
  memory: '64M',
  serial: 'tty',
  'debug-console': 'off',
  timeout: '5s',
  engine: 'bundled',
  initcalls: false,
  'kernel-marks': false,
  'until-conclusive': false,
  'keep-noise': false,
  json: false,
  csv: false,
  output: '-',
  ascii: false,
};
const guestFlags = Object.fromEntries(
  Object.entries(Run.flags).filter(([, { helpGroup }]) => helpGroup === 'GUEST'),
);

function plan(change: Partial<RunReportFlags>, verbosity = 0) {
  const program = { packageRoot: ROOT, version: '0.0.0', verbosity, words: [], guestFlags };
  return planRunCommand({ ...FLAGS, ...change }, program, new AbortController().signal);
}

test('flags become a plan: a guest, how often it boots, and what is written', async () => {
  const { session, context, failOn, keepNoise, uses } = await plan({ runs: 3, save: 'a.ndjson' });
  expect(session.guest.timeoutNs).toBe(5e9);
  expect(session.otherGuest).toBe(session.guest);
  expect(session.repeats).toEqual({ warmups: 0, looks: [3], hasSides: false });
  expect([context.machineOutput, failOn, keepNoise]).toEqual([false, 'regression', false]);
  expect(uses).toContainEqual({ flag: '--save', file: 'a.ndjson', access: 'writes' });
});

test('a machine format on standard output keeps the text of guests away from it', async () => {
  expect((await plan({ json: true })).context.machineOutput).toBe(true);
  expect((await plan({ json: true, output: 'a.json' })).context.machineOutput).toBe(false);
});

test('the text of repeated guests is shown with -v alone', async () => {
  const modes = async (change: Partial<RunReportFlags>, verbosity: number) =>
    (await plan(change, verbosity)).session.guest.targets.get('serial')!.mode;
  expect([await modes({}, 0), await modes({ runs: 2 }, 0), await modes({ runs: 2 }, 1)]).toEqual([
    'tty',
    'null',
    'tty',
  ]);
});

test('--vs makes the other guest, with a session of two sides', async () => {
  const { session } = await plan({ vs: '--cpus 2' });
  expect([session.guest.request.cpus, session.otherGuest.request.cpus]).toEqual([1, 2]);
  expect(session.repeats.hasSides).toBe(true);
});

test('a log cannot hold both sides of --vs', async () => {
  await expect(plan({ vs: '--cpus 2', 'log-file': 'a.log' })).rejects.toMatchObject({
    code: 'log-of-two-sides',
    exitCode: 2,
  });
});
