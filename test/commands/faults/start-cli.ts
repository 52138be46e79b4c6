/** The built program while it runs: what it has printed so far, and signals. */
import { type ChildProcess, spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { BIN, cleanEnv, ROOT } from '../../helpers/run-cli.js';

export interface StartedCli {
  readonly child: ChildProcess;
  stdout(): string;
  stderr(): string;
  /** Waits until standard output holds `text`. */
  sees(text: string): Promise<void>;
  /** Exit code, null when a signal ended it. */
  readonly exit: Promise<number | null>;
  /** Sends a signal and waits for the end. */
  stop(signal: NodeJS.Signals): Promise<number | null>;
}

export function startCli(args: readonly string[]): StartedCli {
  const child = spawn(process.execPath, [BIN, ...args], { cwd: ROOT, env: cleanEnv() });
  const text = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream].on('data', (chunk: Buffer) => {
      text[stream] += chunk.toString();
    });
  }
  const exit = new Promise<number | null>((resolve) => child.on('close', resolve));
  return {
    child,
    exit,
    stdout: () => text.stdout,
    stderr: () => text.stderr,
    async sees(wanted) {
      for (let tries = 0; !text.stdout.includes(wanted); tries++) {
        if (tries > 1000) throw new Error(`never saw ${wanted} in ${JSON.stringify(text)}`);
        await sleep(20);
      }
    },
    stop(signal) {
      child.kill(signal);
      return exit;
    },
  };
}
