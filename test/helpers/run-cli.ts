/** Runs the built program as a user would: its own process, and nothing of this one's environment but PATH. */
import { spawn } from 'node:child_process';
import path from 'node:path';

export const ROOT = path.join(import.meta.dirname, '..', '..');
export const BIN = path.join(ROOT, 'bin', 'run.js');
export const SAMPLES = path.join(ROOT, 'samples');

export interface CliOptions {
  /** Standard input; empty when not given. */
  readonly input?: string | Uint8Array;
  /** Added to PATH and NO_COLOR. An empty NO_COLOR turns it off. */
  readonly env?: Readonly<Record<string, string>>;
  /** The repository when not given, so that samples are named as users see them in the docs. */
  readonly cwd?: string;
}

export interface CliResult {
  readonly stdout: string;
  readonly stderr: string;
  /** Null when a signal ended the process. */
  readonly exitCode: number | null;
}

/** The environment of a spawned program. */
export function cleanEnv(env: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv {
  return { PATH: process.env['PATH'], NO_COLOR: '1', ...env };
}

function collect(
  command: string,
  args: readonly string[],
  { input, env, cwd }: CliOptions,
): Promise<CliResult> {
  const child = spawn(command, args, { cwd: cwd ?? ROOT, env: cleanEnv(env) });
  const pieces: { stdout: Buffer[]; stderr: Buffer[] } = { stdout: [], stderr: [] };
  child.stdout.on('data', (chunk: Buffer) => pieces.stdout.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => pieces.stderr.push(chunk));
  // The program may end without reading all of its input.
  child.stdin.on('error', () => undefined);
  child.stdin.end(input);
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (exitCode) => {
      const text = (part: Buffer[]): string => Buffer.concat(part).toString();
      resolve({ stdout: text(pieces.stdout), stderr: text(pieces.stderr), exitCode });
    });
  });
}

/** `boottrace ARGS...`. */
export function runCli(args: readonly string[], options: CliOptions = {}): Promise<CliResult> {
  return collect(process.execPath, [BIN, ...args], options);
}

/** A line of bash in which `boottrace` is the built program; for pipes and redirections. */
export function runShell(line: string, options: CliOptions = {}): Promise<CliResult> {
  const script = `boottrace() { "${process.execPath}" "${BIN}" "$@"; }\n${line}`;
  return collect('bash', ['--norc', '-c', script], options);
}
