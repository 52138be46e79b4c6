import { expect, test } from 'vitest';
import { runGuest } from '../../src/cli/run-guest.js';
import type { RunFlags } from '../../src/cli/run-plan.js';
import { BUILT_IN_TABLE } from '../../src/stages/built-in-table.js';
import { ROOT } from '../helpers/run-cli.js';

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
};

// What it does with a guest is tested through the program, in test/commands/run.test.ts.
test.each([
  [{ engine: 'abacus' }, /no engine "abacus"; engines: bundled/],
  [{ until: 'userspace' }, /--until takes a code/],
  [{ firmware: '/no/such/file' }, /cannot read \/no\/such\/file: there is no such file/],
])('%j is refused before a guest runs', async (change, message) => {
  await expect(runGuest({ ...FLAGS, ...change }, CONTEXT)).rejects.toThrow(message);
});

test('a package without its sample guest says so', async () => {
  await expect(runGuest(FLAGS, { ...CONTEXT, packageRoot: '/no/such/package' })).rejects.toThrow(
    /sample guest is missing/,
  );
});
