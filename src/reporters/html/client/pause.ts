/** Waits until the user has stopped typing. */

/** An unnoticeable wait in milliseconds, but long enough that each word is searched only once. */
const PAUSE = 120;

/** A function that may be called often: `action` runs once when the calls have ceased. */
export function afterPause(action: () => void): () => void {
  let waiting: ReturnType<typeof setTimeout> | undefined;
  return () => {
    clearTimeout(waiting);
    waiting = setTimeout(action, PAUSE);
  };
}
