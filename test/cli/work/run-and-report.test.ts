import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { runAndShow } from '../../../src/cli/work/run-and-report.js';
import { ROOT } from '../../helpers/run-cli.js';
import { temporaryFolder } from '../../helpers/temporary-folder.js';

const { file: at } = temporaryFolder();

// What it does with a guest is tested through the program, in test/commands.
test('files are claimed before one is opened or a guest boots', async () => {
  const file = at('a.ndjson');
  const flags = {
    cpus: '1',
    memory: '64M',
    serial: 'null',
    'debug-console': 'off',
    timeout: '5s',
    engine: 'bundled',
    initcalls: false,
    'kernel-marks': false,
    'until-conclusive': false,
    'keep-noise': false,
    json: true,
    csv: false,
    ascii: false,
    save: file,
    output: file,
  };
  const program = { packageRoot: ROOT, version: '0.0.0', verbosity: 0, words: [], guestFlags: {} };
  await expect(runAndShow(flags, program)).rejects.toMatchObject({
    exitCode: 2,
    message: expect.stringMatching(/--save.*--output|--output.*--save/),
  });
  expect(existsSync(file)).toBe(false);
});
