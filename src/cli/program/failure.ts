/**
 * What a thrown value means to the person at the terminal: an exit code and a text for standard error. The one
 * place where errors become exit codes (docs/decisions/0003-exit-codes.md).
 */
import { BoottraceError, EnvironmentError, type ExitCode, UsageError } from '../../trace/errors.js';
import { hostLimit } from '../../trace/host-limit.js';
import { printable } from '../../trace/printable.js';
import { isOclifError } from './usage-errors.js';

const BUG_EXIT_CODE: ExitCode = 70;

export interface Failure {
  readonly exitCode: ExitCode;
  /** Whole lines, printable, each ended by LF. */
  readonly text: string;
}

export interface FailureOptions {
  /** True: a bug is shown with its stack. */
  readonly debug: boolean;
  /** The command whose help says more about its words; undefined before there is one. */
  readonly command?: string | undefined;
}

/** oclif reports an unreadable package.json as a usage error, but the user cannot fix it by typing something else. */
function brokenPackage(error: unknown): EnvironmentError | null {
  if (!isOclifError(error) || !error.message.startsWith('could not find package.json')) return null;
  return new EnvironmentError('broken-package', "cannot read boottrace's own package.json", [
    'install the package again',
    'if the limit of open files is low, raise it: ulimit -n 1024',
  ]);
}

function asLines(lines: readonly string[]): string {
  return lines.map((line) => `${printable(line)}\n`).join('');
}

function describeKnown(message: string, nextSteps: readonly string[]): string {
  const [first = '', ...rest] = message.split('\n');
  return asLines([`Error: ${first}`, ...rest, ...nextSteps.map((step) => `Try: ${step}`)]);
}

function helpOf({ command }: FailureOptions): string {
  return command === undefined ? 'boottrace --help' : `boottrace ${command} --help`;
}

function describeBug(error: unknown, options: FailureOptions): string {
  const summary =
    error instanceof Error ? `${error.name}: ${error.message}` : `thrown value: ${String(error)}`;
  const stack = options.debug && error instanceof Error ? (error.stack ?? '').split('\n') : [];
  return asLines([
    `Error: this is a bug in boottrace. ${summary.split('\n')[0]}`,
    ...stack,
    'Please report it. Include the command and, if you can share it, the log.',
    ...(options.debug ? [] : ['Try: BOOTTRACE_DEBUG=1 with the same command shows where the error happened']),
  ]);
}

/** Maps anything that was thrown. */
export function describeFailure(error: unknown, options: FailureOptions): Failure {
  const known = error instanceof BoottraceError ? error : (hostLimit(error) ?? brokenPackage(error));
  if (known !== null) {
    const steps = known instanceof UsageError ? [helpOf(options)] : [];
    return { exitCode: known.exitCode, text: describeKnown(known.message, [...known.nextSteps, ...steps]) };
  }
  return { exitCode: BUG_EXIT_CODE, text: describeBug(error, options) };
}
