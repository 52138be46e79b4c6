/** A whole run of the program as one reviewed file: command line, standard output, standard error, exit code. */
import path from 'node:path';
import { expect } from 'vitest';
import { type CliOptions, runCli } from './run-cli.js';

const FOLDER = path.join(import.meta.dirname, '..', 'commands', 'golden');

function section(title: string, text: string): string {
  if (text === '') return '';
  return `--- ${title}\n${text}${text.endsWith('\n') ? '' : '\n(no line end)\n'}`;
}

/** Runs `boottrace ARGS...` and compares with test/commands/golden/NAME.txt; `vitest -u` renews it. */
export async function expectGolden(
  name: string,
  args: readonly string[],
  options: CliOptions = {},
): Promise<void> {
  const { stdout, stderr, exitCode } = await runCli(args, options);
  const command = args.map((arg) => (/^[\w./=:,-]+$/.test(arg) ? arg : `'${arg}'`)).join(' ');
  const text = [
    `$ boottrace ${command}\n`,
    section('standard output', stdout),
    section('standard error', stderr),
    `--- exit code ${exitCode}\n`,
  ].join('');
  await expect(text).toMatchFileSnapshot(path.join(FOLDER, `${name}.txt`));
}
