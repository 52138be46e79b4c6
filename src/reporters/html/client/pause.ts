/** Waiting until somebody has stopped typing. */

/** A wait that nobody notices, in milliseconds, and long enough that a word is searched for once. */
const PAUSE = 120;

/** A function that may be called often: `action` runs once when the calls have ceased. */
export function afterPause(action: () => void): () => void {
  let waiting: ReturnType<typeof setTimeout> | undefined;
  return () => {
    clearTimeout(waiting);
    waiting = setTimeout(action, PAUSE);
  };
}
