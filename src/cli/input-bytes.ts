/** The bytes of one input, whatever it is: a file, a pipe or standard input, plain or compressed, ended or growing. */
import { closeSync, createReadStream, fstatSync, type Stats, statSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { InputError } from '../trace/errors.js';
import type { ByteReading } from './byte-reading.js';
import { decompress, detectCompression, MAGIC_BYTES } from './decompress.js';
import { CHUNK_BYTES, openInput, readInto, readToEnd, unreadable } from './file-bytes.js';
import { followFile } from './follow-file.js';

/** Name of standard input. */
export const STANDARD_INPUT = '-';

/**
 * Passes all bytes of an input on, decompressed. Throws InputError when it cannot be opened, EnvironmentError when it
 * cannot be decompressed here, and whatever the sink throws.
 */
export async function readBytes(path: string, reading: ByteReading): Promise<void> {
  if (path === STANDARD_INPUT) {
    // A redirected file is read faster as a file; a pipe must not be waited for synchronously.
    if (fstatSync(0).isFile()) await readOpenFile(0, reading);
    else await readStream(process.stdin, path, reading);
  } else if (!statInput(path).isFile()) {
    await readStream(createReadStream(path), path, reading);
  } else {
    const fd = openInput(path);
    await readOpenFile(fd, reading).finally(() => closeSync(fd));
  }
}

/** The same, going on as a plain file grows, until aborted; all other inputs are read to their end. */
export async function followBytes(path: string, reading: ByteReading): Promise<void> {
  const canGrow = path !== STANDARD_INPUT && statInput(path).isFile() && !isCompressed(path, reading);
  await (canGrow ? followFile(path, reading) : readBytes(path, reading));
}

function statInput(path: string): Stats {
  let stats: Stats;
  try {
    stats = statSync(path);
  } catch (error) {
    throw unreadable(path, error);
  }
  if (!stats.isDirectory()) return stats;
  throw new InputError('is-a-folder', `cannot read ${path}: it is a folder`, [
    `Name the logs in it: ${path}/*`,
  ]);
}

function isCompressed(path: string, reading: ByteReading): boolean {
  const fd = openInput(path);
  const head = Buffer.alloc(MAGIC_BYTES);
  const count = readInto(head, fd, reading);
  closeSync(fd);
  return detectCompression(head.subarray(0, count)) !== null;
}

async function readOpenFile(fd: number, reading: ByteReading): Promise<void> {
  const first = Buffer.alloc(CHUNK_BYTES);
  const count = readInto(first, fd, reading);
  const head = first.subarray(0, count);
  if (detectCompression(head) !== null) {
    await passOn(head, chunksOfFile(fd, reading), reading);
  } else {
    reading.sink(head);
    if (count > 0) await readToEnd(fd, reading);
  }
}

async function* chunksOfFile(fd: number, reading: ByteReading): AsyncGenerator<Uint8Array> {
  while (!reading.signal?.aborted) {
    const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
    const count = readInto(chunk, fd, reading);
    if (count === 0) return;
    yield chunk.subarray(0, count);
  }
}

async function readStream(stream: Readable, path: string, reading: ByteReading): Promise<void> {
  const stop = (): void => void stream.destroy();
  if (reading.signal?.aborted) stop();
  reading.signal?.addEventListener('abort', stop);
  const chunks = chunksOfStream(stream, path, reading);
  try {
    let head = Buffer.alloc(0);
    while (head.length < MAGIC_BYTES) {
      const next = await chunks.next();
      if (next.done) break;
      head = Buffer.concat([head, next.value]);
    }
    await passOn(head, chunks, reading);
  } finally {
    reading.signal?.removeEventListener('abort', stop);
  }
}

async function* chunksOfStream(
  stream: Readable,
  path: string,
  reading: ByteReading,
): AsyncGenerator<Uint8Array> {
  try {
    yield* stream as AsyncIterable<Uint8Array>;
  } catch (error) {
    // Destroyed by the abort signal: what has come is all there is.
    if (!reading.signal?.aborted) throw unreadable(path, error);
  }
}

/** Passes `head` and then `rest` on, decompressed when `head` says so. */
async function passOn(
  head: Uint8Array,
  rest: AsyncGenerator<Uint8Array>,
  reading: ByteReading,
): Promise<void> {
  const compression = detectCompression(head);
  const all = prepend(head, rest);
  if (compression === null) {
    for await (const chunk of all) reading.sink(chunk);
    return;
  }
  const finding = await decompress(compression, all, reading.sink);
  // An aborted reading ends in the middle on purpose.
  if (finding !== null && !reading.signal?.aborted) reading.onFinding(finding);
}

async function* prepend(head: Uint8Array, rest: AsyncGenerator<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield head;
  yield* rest;
}
