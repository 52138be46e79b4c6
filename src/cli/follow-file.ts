/**
 * Tails a growing log from its beginning. Survives rotation by renaming (the old file is read to its end, then the
 * new one) and by truncating in place. Looks at the file at intervals: there is no event for all of these.
 */
import { closeSync, fstatSync, type Stats, statSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import type { ByteReading } from './byte-reading.js';
import { openInput, readToEnd } from './file-bytes.js';

const POLL_MS = 50;
const LF = 0x0a;
const LINE_END = Uint8Array.of(LF);

const ROTATED = {
  code: 'log-rotated',
  message: 'The log was replaced by a new file of the same name, which was read on from its start.',
};
const TRUNCATED = {
  code: 'log-truncated',
  message: 'The log was truncated while it was read; it was read on from its start. Lines keep counting.',
};

/** Reads the file until aborted; throws InputError when it cannot be opened, and whatever the sink throws. */
export async function followFile(path: string, reading: ByteReading): Promise<void> {
  let fd = openInput(path);
  let isAtLineStart = true;
  const watched: ByteReading = {
    ...reading,
    sink: (chunk) => {
      isAtLineStart = chunk.at(-1) === LF;
      reading.sink(chunk);
    },
  };
  /** A line that was cut off must not run into the first line of the new content. */
  const startAnew = (finding: typeof ROTATED): void => {
    if (!isAtLineStart) watched.sink(LINE_END);
    reading.onFinding(finding);
    closeSync(fd);
    fd = openInput(path);
  };
  try {
    for (let position = 0; ; ) {
      position += await readToEnd(fd, watched);
      if (reading.signal?.aborted) return;
      const opened = fstatSync(fd);
      const change = opened.size < position ? TRUNCATED : isReplaced(path, opened) ? ROTATED : null;
      if (change === null) {
        await pause(reading.signal);
      } else {
        // Between the last read and now the old file may have got its last lines.
        if (change === ROTATED) await readToEnd(fd, watched);
        startAnew(change);
        position = 0;
      }
    }
  } finally {
    closeSync(fd);
  }
}

/** True when another file has the name and something in it: a monitor keeps writing to the old one until then. */
function isReplaced(path: string, opened: Stats): boolean {
  const named = statSync(path, { throwIfNoEntry: false });
  return named !== undefined && named.size > 0 && (named.ino !== opened.ino || named.dev !== opened.dev);
}

async function pause(signal: AbortSignal | undefined): Promise<void> {
  try {
    await setTimeout(POLL_MS, undefined, signal === undefined ? {} : { signal });
  } catch {
    // Aborted: the caller looks at the signal.
  }
}
