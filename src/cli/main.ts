/**
 * The life of the program around one command: the command line is completed, oclif runs it, and whatever is thrown
 * becomes a text and an exit code. Does not end the process itself, so that output is whole before it ends.
 */
import { writeSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import { run, settings } from '@oclif/core';
import { UsageError } from '../trace/errors.js';
import { writeFailure } from './files/write-failure.js';
import { isUnread } from './output/output.js';
import { describeFailure, type Failure } from './program/failure.js';
import { nearest } from './program/nearest.js';
import { letGoOfVanishedTerminals } from './program/vanished-terminal.js';

/** `help parse` is `parse --help`; a word that is no command is refused with the nearest one. */
export function completeArguments(argv: readonly string[], commands: readonly string[]): string[] {
  const [word, ...rest] = argv;
  if (word === undefined || BEFORE_COMMANDS.has(word)) return [...argv];
  if (word.startsWith('-')) throw flagBeforeCommand(argv, commands);
  if (word === 'help') return completeArguments([...rest, '--help'], commands);
  if (commands.includes(word)) return [...argv];
  const meant = nearest(word, commands);
  throw new UsageError(
    'unknown-command',
    `there is no command ${word}`,
    meant === null ? [] : [`boottrace ${meant}`],
  );
}

/** Flags in place of a command. */
const BEFORE_COMMANDS: ReadonlySet<string> = new Set(['--help', '-h', '--version', '-V']);

function flagBeforeCommand(argv: readonly string[], commands: readonly string[]): UsageError {
  const [flag = '', ...rest] = argv;
  const at = rest.findIndex((word) => commands.includes(word));
  const moved = at < 0 ? [] : [rest[at], flag, ...rest.slice(0, at), ...rest.slice(at + 1)];
  return new UsageError(
    'flag-before-command',
    `flags follow the command, but ${flag} comes before it`,
    moved.length === 0 ? [] : [`boottrace ${moved.join(' ')}`],
  );
}

/** The command of a command line, also of `help parse`; undefined where there is none. */
function commandOf(argv: readonly string[], commands: readonly string[]): string | undefined {
  const word = argv.find((one) => one !== 'help');
  return word !== undefined && commands.includes(word) ? word : undefined;
}

/** Takes the place of oclif's listener, which throws everything but a closed pipe out of the event loop. */
function watchStandardOutput(): () => Error | null {
  let failure: Error | null = null;
  process.stdout.removeAllListeners('error');
  process.stdout.on('error', (error) => {
    if (!isUnread(error, process.stdout)) failure = error;
  });
  return () => failure;
}

async function runCommand(root: string, argv: readonly string[], commands: readonly string[]): Promise<void> {
  const outputFailure = watchStandardOutput();
  settings.enableAutoTranspile = false;
  await run(completeArguments(argv, commands), { root });
  // A stream says that a write failed only after the write has returned.
  await setImmediate();
  const failure = outputFailure();
  if (failure) throw writeFailure('standard output', failure);
}

function explain(error: unknown, command?: string): Failure {
  return describeFailure(error, { debug: process.env['BOOTTRACE_DEBUG'] === '1', command });
}

/**
 * An exception outside all promises is a bug. Node would exit with 1, which means a failed assertion. The program may
 * never end by itself after such a bug, so this is the one place that ends it.
 */
function watchForBugs(): void {
  process.once('uncaughtException', (error) => {
    const { exitCode, text } = explain(error);
    try {
      writeSync(process.stderr.fd, text);
    } finally {
      process.exit(exitCode);
    }
  });
}

/** Runs a command line to its end and sets the exit code. `root` is the folder of package.json. */
export async function runProgram(
  root: string,
  argv: readonly string[],
  commands: readonly string[],
): Promise<void> {
  watchForBugs();
  process.once('exit', () => letGoOfVanishedTerminals());
  // A closed standard error is not another error.
  process.stderr.on('error', () => undefined);
  try {
    await runCommand(root, argv, commands);
  } catch (error) {
    const { exitCode, text } = explain(error, commandOf(argv, commands));
    process.exitCode = exitCode;
    process.stderr.write(text);
  }
}
