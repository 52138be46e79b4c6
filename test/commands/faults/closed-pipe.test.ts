/** A reader who has seen enough: every command, every kind of format, and a run that goes on. No error, and the exit code of what was found. */
import { expect, test } from 'vitest';
import { describeWith, requirement } from '../../helpers/requirements.js';
import { runShell } from '../../helpers/run-cli.js';
import { temporaryFolder } from '../../helpers/temporary-folder.js';
import { asm, romImage } from '../../kvm/guest-image.js';

const folder = temporaryFolder();
const LOG = 'samples/logs/cloud-hypervisor/07-v52.0-plus-default-format.log';

/** Runs a command into a pipe that is closed at once or after a byte; its exit code is the last line. */
async function closed(command: string, reader: string) {
  const { stdout, stderr } = await runShell(
    `boottrace ${command} | ${reader}; code="\${PIPESTATUS[0]}"; echo; echo "$code"`,
  );
  return {
    exitCode: Number(stdout.trimEnd().split('\n').at(-1)),
    stderr: stderr.replaceAll(/^(note|warning): .*\n/gm, ''),
  };
}

const FORMATS =
  'table json csv html svg markdown ndjson perfetto speedscope folded otlp junit tap github bencher'.split(
    ' ',
  );

test.each([
  ...FORMATS.map((format) => [`parse --format ${format} ${LOG}`, 0] as const),
  [`report ${LOG} ${LOG}`, 0],
  [`diff --json ${LOG} ${LOG}`, 0],
  [`check --max kernel=1us ${LOG}`, 1],
  [`check --format junit --max kernel=1us ${LOG}`, 1],
  ['classify', 0],
  ['parse --help', 0],
  ['parse /no/such.log', 2],
] as const)('%s', async (command, exitCode) => {
  for (const reader of ['true', 'head -c 1 > /dev/null']) {
    const result = await closed(command, reader);
    expect(result.exitCode).toBe(exitCode);
    if (exitCode < 2) expect(result.stderr).toBe('');
  }
});

describeWith([requirement.kvm()], 'run', () => {
  test.each(['--json', '--csv', '--format html', '--debug-console tty', '--runs 2', ''])(
    '%s',
    async (flags) => {
      expect(await closed(`run ${flags}`, 'true')).toEqual({ exitCode: 0, stderr: '' });
    },
  );

  test('goes on to its end when nobody reads what the guest prints, and saves all of it', async () => {
    const lines = Array.from({ length: 40 }, () => asm.print(0x402, '0123456789\n')).flat();
    const guest = folder.write(
      'guest.bin',
      romImage([...lines.slice(0, 3000), ...asm.post(0x61), ...asm.reset]),
    );
    const trace = folder.file('boot.ndjson');
    expect(await closed(`run --firmware ${guest} --save ${trace}`, 'true')).toEqual({
      exitCode: 0,
      stderr: '',
    });
    const { stdout } = await runShell(
      `boottrace check --require 0x61 ${trace}; grep -c '"text":"0123456789"' ${trace}`,
    );
    expect(stdout).toMatch(/pass {2}require 0x61[\s\S]*\n[1-9]\d\n$/);
  });
});
