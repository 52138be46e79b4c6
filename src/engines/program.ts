/** An installed program that runs guests: found on the search path, started so that it never outlives this process. */
import { type ChildProcess, execFile, type StdioOptions, spawn } from 'node:child_process';
import { accessSync, constants, statSync } from 'node:fs';
import path from 'node:path';

/** How much of what a program says in error is kept: its beginning and its end. */
const MAX_STDERR_BYTES = 64 * 1024;
const VERSION_TIMEOUT_MS = 10_000;

/** The file of a program: a path as it is, a name by the search path; null when it is not there. */
export function findProgram(name: string, searchPath = process.env['PATH'] ?? ''): string | null {
  if (name.includes('/')) return isExecutable(name) ? name : null;
  const files = searchPath
    .split(path.delimiter)
    .filter((folder) => folder !== '')
    .map((folder) => path.join(folder, name));
  return files.find(isExecutable) ?? null;
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

/** What is missing: the program that `variable` names, or the one that is looked for when it names none. */
export function describeMissing(
  {
    title,
    program,
    variable,
  }: { readonly title: string; readonly program: string; readonly variable: string },
  environment = process.env,
): string {
  const chosen = environment[variable] ?? '';
  return chosen === ''
    ? `${title} is not installed: no ${program}`
    : `${variable} names ${chosen}, which is not an executable program`;
}

/** The first line that `program --version` prints; null when it does not answer. */
export function programVersion(program: string): Promise<string | null> {
  return new Promise((resolve) => {
    const options = {
      timeout: VERSION_TIMEOUT_MS,
      killSignal: 'SIGKILL' as const,
      maxBuffer: MAX_STDERR_BYTES,
    };
    execFile(program, ['--version'], options, (error, stdout) => {
      resolve(error === null ? (stdout.split('\n')[0]?.trim() ?? null) : null);
    });
  });
}

export interface ProgramExit {
  /** Null when a signal ended it. */
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
}

export interface RunningProgram {
  readonly child: ChildProcess;
  /** Resolves when the program has ended and all that it wrote has been read. */
  readonly exit: Promise<ProgramExit>;
  kill(signal: NodeJS.Signals): void;
}

/**
 * Starts a program in a session of its own, so that a Ctrl-C at the terminal reaches it through us only. Where setpriv(1)
 * is installed, the kernel kills the program when this process dies, however it dies.
 */
export function startProgram(program: string, args: readonly string[], stdio: StdioOptions): RunningProgram {
  const setpriv = findProgram('setpriv');
  const [file, ...words] =
    setpriv === null ? [program, ...args] : [setpriv, '--pdeathsig', 'KILL', '--', program, ...args];
  const child = spawn(file, words, { stdio, detached: true });
  const exit = new Promise<ProgramExit>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (exitCode, signal) => resolve({ exitCode, signal }));
  });
  return { child, exit, kill: (signal) => child.kill(signal) };
}

/** `exit code 1`, `signal SIGSEGV`. */
export function describeExit({ exitCode, signal }: ProgramExit): string {
  return signal === null ? `exit code ${exitCode}` : `signal ${signal}`;
}

/** Gathers what a program writes into a stream, bounded; reports each whole line once. */
export class ProgramText {
  #kept = '';
  #line = '';
  readonly #onLine: (line: string) => void;

  constructor(onLine: (line: string) => void = () => undefined) {
    this.#onLine = onLine;
  }

  push(text: string): void {
    if (this.#kept.length < MAX_STDERR_BYTES)
      this.#kept += text.slice(0, MAX_STDERR_BYTES - this.#kept.length);
    const lines = (this.#line + text).split('\n');
    this.#line = (lines.pop() ?? '').slice(-MAX_STDERR_BYTES);
    for (const line of lines) this.#onLine(line);
  }

  /** The last non-empty lines, at most `count`. */
  lastLines(count: number): string[] {
    return this.#kept
      .split('\n')
      .map((line) => line.trimEnd())
      .filter((line) => line !== '')
      .slice(-count);
  }
}
