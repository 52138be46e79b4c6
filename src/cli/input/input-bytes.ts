/** The bytes of one input, whatever it is: a file, a pipe or standard input, plain or compressed, ended or growing. */
import { closeSync, createReadStream, fstatSync, open, type Stats, statSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { promisify } from 'node:util';
import { InputError } from '../../trace/errors.js';
import type { ByteReading } from './byte-reading.js';
import { type Compression, detectCompression, MAGIC_BYTES } from './compression.js';
import { CHUNK_BYTES, openInput, readInto, readToEnd, unreadable } from './file-bytes.js';
import { followFile } from './follow-file.js';
import { drain, peek } from './stream-bytes.js';

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
    return;
  }
  const stats = statInput(path);
  if (stats.isFile()) {
    const fd = openInput(path);
    await readOpenFile(fd, reading).finally(() => closeSync(fd));
  } else {
    await readStream(stats.isFIFO() ? await openPipe(path) : createReadStream(path), path, reading);
  }
}

/** A named pipe as a socket, which owns it: a file stream could not be ended while it waits for bytes. */
async function openPipe(path: string): Promise<Readable> {
  const { Socket } = await import('node:net');
  return new Socket({ fd: await promisify(open)(path, 'r'), readable: true, writable: false });
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
  const first = Buffer.allocUnsafe(CHUNK_BYTES);
  const head = first.subarray(0, readInto(first, fd, reading));
  if (detectCompression(head) !== null) {
    const { Readable } = await import('node:stream');
    await readStream(Readable.from(chunksOfFile(head, fd, reading), { objectMode: false }), '', reading);
  } else {
    reading.sink(head);
    if (head.length > 0) await readToEnd(fd, reading);
  }
}

async function* chunksOfFile(
  first: Uint8Array,
  fd: number,
  reading: ByteReading,
): AsyncGenerator<Uint8Array> {
  for (let chunk = first; chunk.length > 0; ) {
    yield chunk;
    const next = Buffer.allocUnsafe(CHUNK_BYTES);
    chunk = next.subarray(0, readInto(next, fd, reading));
  }
}

async function readStream(stream: Readable, path: string, reading: ByteReading): Promise<void> {
  const stop = (): void => void stream.destroy();
  if (reading.signal?.aborted) stop();
  reading.signal?.addEventListener('abort', stop);
  try {
    const head = await peek(stream, MAGIC_BYTES);
    const compression = detectCompression(head);
    if (stream.readableEnded) reading.sink(head);
    else if (compression === null) await passPlain(stream, path, reading);
    else await passDecompressed(stream, compression, reading);
  } finally {
    reading.signal?.removeEventListener('abort', stop);
  }
}

async function passPlain(stream: Readable, path: string, reading: ByteReading): Promise<void> {
  const error = await drain(stream, reading.sink);
  if (error !== null) throw unreadable(path, error);
}

async function passDecompressed(
  stream: Readable,
  compression: Compression,
  reading: ByteReading,
): Promise<void> {
  // Loaded when needed: zlib costs a short log a tenth of its time.
  const { decompress } = await import('./decompress.js');
  const finding = await decompress(compression, stream, reading.sink);
  // An aborted reading ends in the middle on purpose.
  if (finding !== null && !reading.signal?.aborted) reading.onFinding(finding);
}
