/**
 * What a run has in any engine that is another program: the user may abort it, it may take too long, and its program never outlives
 * it. A program that is told to end and does not is killed.
 */
import { type BoottraceError, EnvironmentError, InputError } from '../trace/errors.js';
import type { Nanoseconds } from '../trace/event.js';
import type { GuestRequest } from '../trace/guest.js';
import { describeExit, type ProgramExit, type RunningProgram } from './program.js';

/** Time that a program has to end after a request; then it is killed. */
const QUIT_TIMEOUT_MS = 500;
/** The most that a Node timer can wait. */
const MAX_TIMER_MS = 2 ** 31 - 1;
/** How much of what a program said last is shown where it did not start the guest. */
export const START_LINES = 5;

export class ExternalRun {
  readonly #signal: AbortSignal;
  readonly #onAbort: () => void;
  #program: RunningProgram | null = null;
  #timers: NodeJS.Timeout[] = [];

  /** Listens until `close`. */
  constructor(signal: AbortSignal, onAbort: () => void) {
    this.#signal = signal;
    this.#onAbort = onAbort;
    signal.addEventListener('abort', onAbort);
  }

  /** From here on `close` kills it. */
  adopt(program: RunningProgram): void {
    this.#program = program;
  }

  /** For an abort before the listener was added. */
  checkAbort(): void {
    if (this.#signal.aborted) this.#onAbort();
  }

  after(waitMs: number, action: () => void): void {
    this.#timers.push(setTimeout(action, Math.min(Math.max(0, waitMs), MAX_TIMER_MS)));
  }

  every(periodMs: number, action: () => void): void {
    this.#timers.push(setInterval(action, periodMs));
  }

  /** @param sinceStartNs what of the timeout is over */
  startTimeout(timeoutNs: Nanoseconds, sinceStartNs: Nanoseconds, onTimeout: () => void): void {
    this.after((timeoutNs - sinceStartNs) / 1e6, onTimeout);
  }

  /** @param tell tells the program to end */
  quit(tell: (program: RunningProgram | null) => void): void {
    tell(this.#program);
    this.after(QUIT_TIMEOUT_MS, () => this.#program?.kill('SIGKILL'));
  }

  /** Resolves when the run is over, for every kind of end. */
  close(): void {
    this.#signal.removeEventListener('abort', this.#onAbort);
    for (const timer of this.#timers) clearTimeout(timer);
    this.#program?.kill('SIGKILL');
  }
}

export interface FailedStart {
  /** Of the engine, as people call it. */
  readonly title: string;
  readonly exit: ProgramExit;
  /** What the program said last. */
  readonly lines: readonly string[];
}

/** The error of a program that ended before there was a guest: its arguments' fault where the user gave some. */
export function failedStart(
  { title, exit, lines }: FailedStart,
  { engineArguments = [] }: Pick<GuestRequest, 'engineArguments'>,
  stepsFor: (text: string) => readonly string[],
): BoottraceError {
  const text = [`${title} did not start the guest (${describeExit(exit)})`, ...lines].join('\n');
  return engineArguments.length > 0
    ? new InputError('engine-arguments', text, ['look at the arguments after --'])
    : new EnvironmentError('engine-failed', text, stepsFor(text));
}
