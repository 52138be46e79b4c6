/**
 * Ctrl-C, SIGTERM and a terminal that goes away (SIGHUP) as one abort signal per command, so that what was captured is
 * still shown, or at least saved.
 */

/** 128 + the number of the signal, as shells report it. */
const EXIT_CODES = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

export type InterruptSignal = keyof typeof EXIT_CODES;

const SIGNALS = Object.keys(EXIT_CODES) as InterruptSignal[];

export interface Interrupt {
  /** Aborted at the first signal. */
  readonly signal: AbortSignal;
  /** 130, 143 or 129 after a signal, else null. */
  readonly exitCode: () => number | null;
}

/**
 * Runs `work` with the signals turned into an abort. A second signal ends the process at once, as it would without
 * boottrace; but not SIGHUP, which the kernel and the shell may both send. The handlers are removed when `work` is done.
 */
export async function withInterrupt<T>(work: (interrupt: Interrupt) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  let received: InterruptSignal | null = null;
  const onSignal = (name: InterruptSignal): void => {
    if (received === null) {
      received = name;
      controller.abort();
    } else if (name !== 'SIGHUP') {
      stopListening();
      process.kill(process.pid, name);
    }
  };
  const stopListening = (): void => {
    for (const name of SIGNALS) process.removeListener(name, onSignal);
  };
  for (const name of SIGNALS) process.on(name, onSignal);
  try {
    return await work({
      signal: controller.signal,
      exitCode: () => (received === null ? null : EXIT_CODES[received]),
    });
  } finally {
    stopListening();
  }
}
