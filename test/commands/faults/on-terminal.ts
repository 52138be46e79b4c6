/** Runs the built program on a pseudo-terminal of its own that can be taken away, as when a window or connection closes. */
import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, constants, openSync, readSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { openPty } from '../../../src/vmm/kvm/pty.js';
import { BIN, cleanEnv, ROOT } from '../../helpers/run-cli.js';

export interface OnTerminal {
  readonly child: ChildProcess;
  /** Everything shown so far. */
  shown(): string;
  /** Waits until the terminal shows `text`. */
  sees(text: string): Promise<void>;
  /** The terminal is gone for good; the kernel sends SIGHUP to the program. */
  vanish(): void;
  readonly exit: Promise<number | null>;
}

export interface TerminalOptions {
  /** Standard output is a pipe that is read to its end; else the terminal. */
  readonly piped?: boolean;
}

export function runOnTerminal(args: readonly string[], { piped = false }: TerminalOptions = {}): OnTerminal {
  const pty = openPty();
  const slave = openSync(pty.path, constants.O_RDWR | constants.O_NOCTTY);
  const child = spawn('setsid', ['--ctty', process.execPath, BIN, ...args], {
    cwd: ROOT,
    env: cleanEnv({ TERM: 'xterm' }),
    stdio: [slave, piped ? 'pipe' : slave, slave],
  });
  closeSync(slave);
  let text = '';
  child.stdout?.on('data', (chunk: Buffer) => {
    text += chunk.toString();
  });
  const exit = new Promise<number | null>((resolve) => child.on('close', resolve));
  const buffer = Buffer.alloc(65_536);
  const timer = setInterval(() => {
    try {
      text += buffer.toString('utf8', 0, readSync(pty.fd, buffer));
    } catch {
      // Nothing there now.
    }
  }, 10);
  const shown = () => text;
  return {
    child,
    shown,
    exit,
    async sees(wanted) {
      for (let tries = 0; !shown().includes(wanted); tries++) {
        if (tries > 1000) throw new Error(`never saw ${wanted} in ${JSON.stringify(shown())}`);
        await sleep(20);
      }
    },
    vanish() {
      clearInterval(timer);
      pty.close();
    },
  };
}
