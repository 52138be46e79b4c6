/**
 * Tails a growing log from its beginning. Survives rotation by renaming (the old file is read to its end, then the
 * new one) and by truncating in place, also when it has grown past the old end by then. Looks at the file at intervals:
 * there is no event for all of these.
 */
import { closeSync, fstatSync, readSync, type Stats, statSync } from 'node:fs';
import { pause } from '../program/pause.js';
import { systemReason } from '../program/system-reason.js';
import type { ByteFinding, ByteReading } from './byte-reading.js';
import { CHUNK_BYTES, passContent, readToEnd } from './input-bytes.js';
import { type OpenFile, type OpenInput, reopenFile, STANDARD_INPUT } from './open-input.js';

const POLL_MS = 50;
/** Where lines have no time but that of their arrival. */
const STAMPING_POLL_MS = 5;
const FILE_RESOLUTION = `The log is looked at every ${STAMPING_POLL_MS} ms: a time is late by that at most, and by what its writer held back.`;
/** So much of a file's beginning tells whether its content was replaced: enough for lines with a time of their own. */
const HEAD_BYTES = 4096;

const ROTATED: ByteFinding = {
  code: 'log-rotated',
  message:
    'The log was replaced by a new file with the same name. Reading continued at the start of the new file.',
};
const TRUNCATED: ByteFinding = {
  code: 'log-truncated',
  message: 'The log was truncated while it was read. Reading continued at its start; line numbers continue.',
};
const REMOVED: ByteFinding = {
  code: 'log-removed',
  message: 'The log was removed or renamed, and no new file has its name. Everything up to then was read.',
};

export interface ReadingMode {
  /** Go on as a plain file of this name grows, until aborted. Standard input, pipes and compressed files end by themselves. */
  readonly follow?: boolean;
  /** True of a file that somebody waited for: all that it holds was written since. */
  readonly isNew?: boolean;
}

/** Passes on all bytes of an open input and closes it. Throws what the sink throws. */
export async function readBytes(
  path: string,
  input: OpenInput,
  reading: ByteReading,
  { follow = false, isNew = false }: ReadingMode = {},
): Promise<void> {
  const canGrow = follow && path !== STANDARD_INPUT && input.kind === 'file';
  const log = canGrow ? new FollowedLog(path, input, reading) : null;
  try {
    if (log !== null && isNew) reading.onLive?.(FILE_RESOLUTION);
    const isPlain = await passContent(input, log?.reading ?? reading);
    if (log !== null && isPlain) await followOn(log, reading);
  } finally {
    if (log !== null) log.close();
    else if (input.kind === 'file') input.close();
  }
}

/** Reads what the file of a log gets from now on, until aborted. */
async function followOn(log: FollowedLog, reading: ByteReading): Promise<void> {
  reading.onLive?.(FILE_RESOLUTION);
  while (!reading.signal?.aborted) {
    if (!(log.isReplaced() && (await log.startAnew(ROTATED))))
      await pause(reading.isStamping?.() ? STAMPING_POLL_MS : POLL_MS, reading.signal);
    if (log.hasOtherContent()) await log.startAnew(TRUNCATED);
    await log.readOn();
  }
  if (log.isGone()) reading.onFinding(REMOVED);
}

/** The file that had the name when it was opened, and how far it has been read. */
class FollowedLog {
  readonly #path: string;
  /** Takes bytes of the file, from where it stands. */
  readonly reading: ByteReading;
  /** What has been said once and would be said again at every look. */
  readonly #said = new Set<string>();
  #fd: number;
  #position = 0;
  #head = Buffer.alloc(0);
  /** A writer that does not append goes on where it was: before it, the truncated file has a hole. */
  #mayBeginWithHole = false;
  /** For bytes that nobody has a better place for: made once, since a log is looked at often. */
  readonly #buffer = Buffer.allocUnsafeSlow(CHUNK_BYTES);

  constructor(path: string, { fd }: OpenFile, reading: ByteReading) {
    this.#path = path;
    this.#fd = fd;
    this.reading = {
      ...reading,
      sink: (chunk) => this.#take(chunk, reading.sink),
      onFinding: (finding) => this.#sayOnce(finding, reading.onFinding),
    };
  }

  /** Reads to the present end. */
  async readOn(): Promise<void> {
    await readToEnd(this.#fd, this.reading, this.#buffer);
  }

  /** True when another file has the name and something in it: a monitor keeps writing to the old one until then. */
  isReplaced(): boolean {
    const named = statOrNull(this.#path);
    if (named === null || !named.isFile() || named.size === 0) return false;
    const opened = fstatSync(this.#fd);
    return named.ino !== opened.ino || named.dev !== opened.dev;
  }

  /** True when what was read is not what the file begins with any more. */
  hasOtherContent(): boolean {
    if (fstatSync(this.#fd).size < this.#position) return true;
    const head = Buffer.alloc(this.#head.length);
    try {
      return readSync(this.#fd, head, 0, head.length, 0) === head.length && !head.equals(this.#head);
    } catch {
      // To read on will fail too, and say so.
      return false;
    }
  }

  /** True when no file has the name. */
  isGone(): boolean {
    return statOrNull(this.#path)?.isFile() !== true;
  }

  /** Goes on with the file that has the name now; false when it cannot be opened, and all stays as it was. */
  async startAnew(finding: ByteFinding): Promise<boolean> {
    const next = this.#open();
    if (next === null) return false;
    // The old file may have received its last lines between the last read and now.
    if (finding === ROTATED) await this.readOn();
    this.reading.onNewContent?.();
    this.reading.onFinding(finding);
    closeSync(this.#fd);
    this.#fd = next;
    this.#position = 0;
    this.#head = Buffer.alloc(0);
    this.#mayBeginWithHole = finding === TRUNCATED;
    return true;
  }

  close(): void {
    closeSync(this.#fd);
  }

  #open(): number | null {
    try {
      return reopenFile(this.#path);
    } catch (error) {
      const message = `The log was replaced by another file, which could not be read: ${systemReason(error)}.`;
      this.reading.onFinding({ code: 'log-unreadable', message });
      return null;
    }
  }

  #take(chunk: Uint8Array, sink: ByteReading['sink']): void {
    this.#position += chunk.length;
    if (this.#head.length < HEAD_BYTES) {
      this.#head = Buffer.concat([this.#head, chunk.subarray(0, HEAD_BYTES - this.#head.length)]);
    }
    const hole = this.#mayBeginWithHole ? zerosAtStart(chunk) : 0;
    if (hole === chunk.length) return;
    this.#mayBeginWithHole = false;
    sink(chunk.subarray(hole));
  }

  #sayOnce(finding: ByteFinding, say: ByteReading['onFinding']): void {
    const isRepeated = finding !== ROTATED && finding !== TRUNCATED && this.#said.has(finding.code);
    this.#said.add(finding.code);
    if (!isRepeated) say(finding);
  }
}

function zerosAtStart(bytes: Uint8Array): number {
  const first = bytes.findIndex((byte) => byte !== 0);
  return first < 0 ? bytes.length : first;
}

/** Null if the name does not exist or leads nowhere. */
function statOrNull(path: string): Stats | null {
  try {
    return statSync(path);
  } catch {
    return null;
  }
}
