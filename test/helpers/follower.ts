/** The built program while it reads what grows: `parse --follow`, or another command of its kind. */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { readdirSync, readFileSync, readlinkSync, realpathSync, statSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { BIN, cleanEnv } from './run-cli.js';

/** False where it cannot be told: a descriptor may be gone by the time it is looked at. */
function tried(look: () => boolean): boolean {
  try {
    return look();
  } catch {
    return false;
  }
}

export class Follower {
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #exit: Promise<number | null>;
  stdout = '';
  stderr = '';

  constructor(args: readonly string[], words: readonly string[] = ['parse', '--follow']) {
    this.#child = spawn(process.execPath, [BIN, ...words, ...args], { env: cleanEnv() });
    this.#child.stdout.on('data', (chunk: Buffer) => {
      this.stdout += chunk.toString();
    });
    this.#child.stderr.on('data', (chunk: Buffer) => {
      this.stderr += chunk.toString();
    });
    this.#exit = new Promise((resolve) => this.#child.on('close', resolve));
  }

  /** Waits until standard output holds `text`. */
  async sees(text: string): Promise<void> {
    const end = Date.now() + 10_000;
    while (!this.stdout.includes(text)) {
      if (Date.now() > end)
        throw new Error(`never saw ${text} in ${JSON.stringify(this.stdout + this.stderr)}`);
      await sleep(10);
    }
  }

  /** Waits until standard error holds `text`. */
  async says(text: string): Promise<void> {
    const end = Date.now() + 10_000;
    while (!this.stderr.includes(text)) {
      if (Date.now() > end) throw new Error(`never said ${text} in ${JSON.stringify(this.stderr)}`);
      await sleep(10);
    }
  }

  /** Writes to its standard input. */
  write(text: string): void {
    this.#child.stdin.write(text);
  }

  /** Closes its standard input, or waits for it to end by itself. */
  end(): Promise<number | null> {
    this.#child.stdin.end();
    return this.#exit;
  }

  /** Waits until it has read all of `file`. */
  async hasRead(file: string): Promise<void> {
    const process = `/proc/${this.#child.pid}`;
    const isRead = (fd: string) =>
      readlinkSync(`${process}/fd/${fd}`) === realpathSync(file) &&
      readFileSync(`${process}/fdinfo/${fd}`, 'utf8').startsWith(`pos:\t${statSync(file).size}\n`);
    const end = Date.now() + 10_000;
    while (!readdirSync(`${process}/fd`).some((fd) => tried(() => isRead(fd)))) {
      if (Date.now() > end) throw new Error(`never read ${file}: ${this.stderr}`);
      await sleep(10);
    }
  }

  stop(signal: NodeJS.Signals): Promise<number | null> {
    this.#child.kill(signal);
    return this.#exit;
  }

  closeOutput(): Promise<number | null> {
    this.#child.stdout.destroy();
    return this.#exit;
  }
}
