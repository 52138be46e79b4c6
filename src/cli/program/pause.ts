/** Between two looks at a file. */
import { setTimeout } from 'node:timers/promises';

/** Ends early when aborted: the caller looks at the signal. */
export async function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  try {
    await setTimeout(ms, undefined, signal === undefined ? {} : { signal });
  } catch {
    // Aborted.
  }
}
