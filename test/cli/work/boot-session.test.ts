import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { planRun, type RunFlags } from '../../../src/cli/flags/run-plan.js';
import { bootAndShow } from '../../../src/cli/work/boot-session.js';
import type { RunCommand } from '../../../src/cli/work/run-command.js';
import { BUILT_IN_TABLE } from '../../../src/stages/table/built-in-table.js';
import { DEFAULT_COMPARE } from '../../../src/stats/compare.js';
import { ROOT } from '../../helpers/run-cli.js';
import { temporaryFolder } from '../../helpers/temporary-folder.js';

const FLAGS: RunFlags = {
  cpus: '1',
  memory: '64M',
  serial: 'null',
  'debug-console': 'off',
  timeout: '5s',
  engine: 'bundled',
};

const { file: at } = temporaryFolder();

function commandOf(signal: AbortSignal, change: Partial<RunFlags> = {}): RunCommand {
  const flags = { ...FLAGS, ...change };
  const context = {
    packageRoot: ROOT,
    version: '0.0.0',
    signal,
    table: BUILT_IN_TABLE,
    verbosity: 0,
    machineOutput: true,
    ascii: false,
  };
  const guest = planRun(flags, context);
  return {
    session: { guest, otherGuest: guest, repeats: { warmups: 0, looks: [1], hasSides: false } },
    context,
    compare: DEFAULT_COMPARE,
    keepNoise: false,
    failOn: 'regression',
    show: { json: true, csv: false, output: at('report.json'), ascii: false },
    files: flags,
    uses: [],
    words: [],
  };
}

// What it does with a guest is tested through the program, in test/commands.
test('shows a session that was ended before it began as a report without boots', async () => {
  const { report, result } = await bootAndShow(commandOf(AbortSignal.abort()));
  expect(result).toEqual({ runs: [], failure: null, isFull: false });
  expect([report.command, report.timelines]).toEqual(['run', []]);
  expect(JSON.parse(readFileSync(at('report.json'), 'utf8'))).toMatchObject({ command: 'run', boots: [] });
});

test('what the first guest cannot be is thrown', async () => {
  const { signal } = new AbortController();
  await expect(bootAndShow(commandOf(signal, { firmware: '/no/such/file' }))).rejects.toThrow(
    /cannot read \/no\/such\/file/,
  );
  expect(existsSync(at('report.json'))).toBe(false);
});
