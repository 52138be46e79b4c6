/** Nothing that a guest, a log or the name of a file says commands who keeps the log of a build. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { LOG_COMMANDS } from '../../src/trace/log-commands.js';
import { findLogCommands } from '../helpers/log-commands.js';
import { describeWith, requirement } from '../helpers/requirements.js';
import { type CliResult, runCli } from '../helpers/run-cli.js';
import { temporaryFolder } from '../helpers/temporary-folder.js';
import { asm, romImage } from '../kvm/guest-image.js';

const folder = temporaryFolder();
const LINES = LOG_COMMANDS.flatMap(({ examples }) => examples);

function expectNoCommand({ stdout, stderr }: CliResult): void {
  expect(findLogCommands(stdout)).toEqual([]);
  expect(findLogCommands(stderr)).toEqual([]);
}

describeWith([requirement.kvm()], 'a guest that writes commands', () => {
  const text = LINES.map((line) => `${line}\n`).join('');
  const print = (port: number) => asm.print(port, text);
  const rom = () =>
    folder.write('rom.bin', romImage([...print(0x402), ...asm.post(1), ...print(0xe9), ...asm.reset]));

  test('on the terminal', async () => {
    const args = ['run', '--firmware', rom(), '--debug-console', 'tty'];
    const run = await runCli(args);
    expect(run.exitCode).toBe(0);
    expectNoCommand(run);
    // What is shown is all that was written.
    for (const word of ['task.complete', 'buildStop', 'add-mask', 'error'])
      expect(run.stdout).toContain(word);
  });

  test('into a document, which has them as they were', async () => {
    const run = await runCli(['run', '--json', '--firmware', rom()]);
    expectNoCommand(run);
    const { boots } = JSON.parse(run.stdout) as { boots: { events: { text?: string }[] }[] };
    const texts = boots[0]!.events.flatMap(({ text }) => text ?? []);
    expect(texts).toEqual(LINES);
  });

  test('and never ends, on standard error, with every boot in words', async () => {
    const line = '##vso[task.complete]::error::x';
    const image = folder.write('hang.bin', romImage([...asm.print(0x402, `${line}\n`), ...asm.loop]));
    const run = await runCli(['run', '--runs', '2', '-v', '--timeout', '300ms', '--firmware', image]);
    expect(run.exitCode).toBe(4);
    expectNoCommand(run);
  });
});

describe.each(LINES)('a file named %j', (name) => {
  test.each([
    ['is read', (file: string) => ['parse', file]],
    ['is in CSV', (file: string) => ['report', '--csv', file, file]],
    ['is no log', (file: string) => ['check', '--max', 'total=1s', `${file}.empty`]],
    ['is not there', (file: string) => ['report', `${file}/none`]],
    ['is no table', (file: string) => ['classify', '--codes', file]],
    ['is an unknown option', (file: string) => ['parse', file, `--input-format=${file}`]],
    ['is an argument too many', (file: string) => ['doctor', file]],
  ])('%s', async (_, argsOf) => {
    const safe = name.replaceAll('/', '-');
    mkdirSync(folder.file('names'), { recursive: true });
    writeFileSync(`${folder.file('names')}/${safe}`, '0x40 [Debug I/O port: Kernel code 0x40] 0.1 seconds\n');
    writeFileSync(`${folder.file('names')}/${safe}.empty`, '');
    expectNoCommand(await runCli(argsOf(`./${safe}`.slice(2)), { cwd: folder.file('names') }));
  });
});
