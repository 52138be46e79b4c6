import { expect, test } from 'vitest';
import { planRun, type RunFlags } from '../../../src/cli/flags/run-plan.js';
import { openGuestRunner } from '../../../src/cli/work/guest-runner.js';
import { bootGuest } from '../../../src/session/boot-guest.js';
import { BUILT_IN_TABLE } from '../../../src/stages/table/built-in-table.js';
import { ROOT } from '../../helpers/run-cli.js';

const FLAGS: RunFlags = {
  cpus: '1',
  memory: '64M',
  serial: 'null',
  'debug-console': 'off',
  timeout: '5s',
  engine: 'bundled',
};
const CONTEXT = {
  packageRoot: ROOT,
  version: '0.0.0',
  signal: new AbortController().signal,
  table: BUILT_IN_TABLE,
  verbosity: 0,
  machineOutput: true,
  ascii: false,
};

/** The only boot of a run. */
async function bootOnce(flags: RunFlags) {
  const plan = planRun(flags, CONTEXT);
  const runner = await openGuestRunner({ guests: [plan], isRepeated: false, looks: 1 }, flags, CONTEXT);
  const order = { plan, name: null, index: 0, warmup: false, side: null, startedNs: 0 };
  const { parts, close } = runner.prepare(order);
  try {
    return await bootGuest(order, parts);
  } finally {
    close();
    await runner.close();
  }
}

// What it does with a guest is tested through the program, in test/commands.
test.each([
  [{ engine: 'abacus' }, /no engine "abacus"; engines: bundled/],
  [{ firmware: '/no/such/file' }, /cannot read \/no\/such\/file: there is no such file/],
])('%j is refused before a guest runs', async (change, message) => {
  await expect(bootOnce({ ...FLAGS, ...change })).rejects.toThrow(message);
});
