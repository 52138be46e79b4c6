/** Ctrl-C and SIGTERM as one abort signal per command, so that what was captured is still shown. */

/** 128 + the number of the signal, as shells report it. */
const EXIT_CODES = { SIGINT: 130, SIGTERM: 143 } as const;

export type InterruptSignal = keyof typeof EXIT_CODES;

export interface Interrupt {
  /** Aborted at the first signal. */
  readonly signal: AbortSignal;
  /** 130 or 143 after a signal, else null. */
  readonly exitCode: () => number | null;
}

/**
 * Runs `work` with the signals turned into an abort. A second signal ends the process at once, as it would without
 * boottrace. The handlers are removed when `work` is done.
 */
export async function withInterrupt<T>(work: (interrupt: Interrupt) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  let received: InterruptSignal | null = null;
  const onSignal = (name: InterruptSignal): void => {
    if (received !== null) {
      process.removeListener('SIGINT', onSignal).removeListener('SIGTERM', onSignal);
      process.kill(process.pid, name);
      return;
    }
    received = name;
    controller.abort();
  };
  process.on('SIGINT', onSignal).on('SIGTERM', onSignal);
  try {
    return await work({
      signal: controller.signal,
      exitCode: () => (received === null ? null : EXIT_CODES[received]),
    });
  } finally {
    process.removeListener('SIGINT', onSignal).removeListener('SIGTERM', onSignal);
  }
}
