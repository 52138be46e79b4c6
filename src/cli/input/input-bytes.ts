/**
 * The one place where the bytes of an open input come from: a file or a stream, plain or compressed. Files are read
 * synchronously, three times as fast as a stream; between pieces, signals and timers get their turn.
 */
import { once } from 'node:events';
import { readSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { systemReason } from '../program/system-reason.js';
import type { ByteReading, ByteSink } from './byte-reading.js';
import type { Compression } from './decompress.js';
import type { OpenInput, OpenStream } from './open-input.js';

export const CHUNK_BYTES = 512 * 1024;
/** Some tens of milliseconds of work. */
const CHUNKS_PER_TURN = 64;

/** How inputs are compressed, told by their first bytes and not by their names. */
const MAGICS: readonly { readonly compression: Compression; readonly magic: readonly number[] }[] = [
  { compression: 'gzip', magic: [0x1f, 0x8b] },
  { compression: 'zstd', magic: [0x28, 0xb5, 0x2f, 0xfd] },
  { compression: 'xz', magic: [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00] },
  // Its first block follows, or its end: "BZh9" alone may be text.
  ...[1, 2, 3, 4, 5, 6, 7, 8, 9].flatMap((level) =>
    [
      [0x31, 0x41],
      [0x17, 0x72],
    ].map((block) => ({ compression: 'bzip2' as const, magic: [0x42, 0x5a, 0x68, 0x30 + level, ...block] })),
  ),
];
const STREAM_RESOLUTION =
  'A time is late by what is held back on the way here: a program that writes into a pipe may keep whole blocks.';

/** The compression of an input that starts with these bytes; null when there is none. */
export function detectCompression(head: Uint8Array): Compression | null {
  const known = MAGICS.find(({ magic }) => magic.every((byte, index) => head[index] === byte));
  return known?.compression ?? null;
}

/**
 * Passes on all bytes that an input holds, decompressed; true where it is a plain file, which can grow. The input stays open.
 * @throws EnvironmentError where it cannot be decompressed here, and what the sink throws
 */
export async function passContent(input: OpenInput, reading: ByteReading): Promise<boolean> {
  if (input.kind === 'file') return passFile(input.fd, reading);
  await passStream(input, reading);
  return false;
}

async function passFile(fd: number, reading: ByteReading): Promise<boolean> {
  const first = Buffer.allocUnsafe(CHUNK_BYTES);
  const head = first.subarray(0, readInto(first, fd, reading));
  if (detectCompression(head) === null) {
    reading.sink(head);
    if (head.length > 0) await readToEnd(fd, reading);
    return true;
  }
  const { Readable } = await import('node:stream');
  const stream = Readable.from(chunksOfFile(head, fd, reading), { objectMode: false });
  await passStream({ stream, failure: (error) => error }, reading);
  return false;
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

/**
 * Passes on what the file holds from where it stands, to its present end, and returns how many bytes that were. A
 * read that fails is a finding, and ends the reading: what came before is kept. `buffer` is used where there is no room.
 */
export async function readToEnd(
  fd: number,
  reading: ByteReading,
  buffer: Buffer = Buffer.allocUnsafeSlow(CHUNK_BYTES),
): Promise<number> {
  let total = 0;
  for (let chunks = 1; !reading.signal?.aborted; chunks += 1) {
    const room = reading.room?.() ?? buffer;
    const count = readInto(room, fd, reading);
    if (count === 0) break;
    reading.sink(room.subarray(0, count));
    total += count;
    if (chunks % CHUNKS_PER_TURN === 0) await setImmediate();
  }
  return total;
}

/** Fills a buffer from the current position of the file; returns 0 at the end and when reading fails. */
function readInto(buffer: Buffer, fd: number, { onFinding }: ByteReading): number {
  try {
    return readSync(fd, buffer, 0, buffer.length, null);
  } catch (error) {
    onFinding({
      code: 'read-failed',
      message: `Reading stopped: ${systemReason(error)}; everything before that was kept.`,
    });
    return 0;
  }
}

async function passStream(
  {
    stream,
    failure,
    resolution = STREAM_RESOLUTION,
    endsByLoss = false,
  }: Pick<OpenStream, 'stream' | 'resolution' | 'endsByLoss'> & AnyFailure,
  reading: ByteReading,
): Promise<void> {
  const stop = (): void => void stream.destroy();
  if (reading.signal?.aborted) stop();
  reading.signal?.addEventListener('abort', stop);
  try {
    const head = await peekMagic(stream);
    const compression = detectCompression(head);
    if (compression === null) reading.onLive?.(resolution);
    if (stream.readableEnded) reading.sink(head);
    else if (compression !== null) await passDecompressed(stream, compression, reading);
    else {
      const error = await drain(stream, reading.sink);
      if (endsByLoss) sayLoss(error, reading);
      else if (error !== null) throw failure(error);
    }
  } finally {
    reading.signal?.removeEventListener('abort', stop);
  }
}

function sayLoss(error: Error | null, { signal, onFinding }: ByteReading): void {
  if (signal?.aborted) return;
  const reason = error === null ? 'it was hung up' : systemReason(error);
  onFinding({
    code: 'device-gone',
    message: `The device is gone (${reason}); what it sent until then was read.`,
  });
}

interface AnyFailure {
  /** Makes the error for a stream that breaks off. */
  readonly failure: (error: Error) => Error;
}

async function passDecompressed(
  stream: Readable,
  compression: Compression,
  reading: ByteReading,
): Promise<void> {
  // Loaded when needed: zlib costs a short log a tenth of its time.
  const { decompress } = await import('./decompress.js');
  const { output, finish, close } = await decompress(compression, stream);
  try {
    const finding = await finish(await drain(output, reading.sink));
    // An aborted reading ends in the middle on purpose.
    if (finding !== null && !reading.signal?.aborted) reading.onFinding(finding);
  } finally {
    close();
  }
}

/**
 * The first bytes, as many as tell a compression, or all when there are fewer; they stay in the stream. The first character of a console
 * is not made to wait for more. Errors are left to `drain`.
 */
export async function peekMagic(stream: Readable): Promise<Uint8Array> {
  let head = Buffer.alloc(0);
  while (mayBecomeMagic(head) && !stream.readableEnded && !stream.destroyed) {
    const chunk = stream.read() as Buffer | null;
    if (chunk !== null) head = Buffer.concat([head, chunk]);
    else await nextChange(stream);
  }
  if (head.length > 0 && !stream.readableEnded && !stream.destroyed) stream.unshift(head);
  return head;
}

function mayBecomeMagic(head: Uint8Array): boolean {
  return MAGICS.some(
    ({ magic }) => head.length < magic.length && head.every((byte, index) => byte === magic[index]),
  );
}

/**
 * Passes on all bytes of a stream. Resolves to null when it ended or was destroyed, to its error when it failed; by then
 * every byte before has been passed on. Rejects with what the sink throws.
 */
export function drain(stream: Readable, sink: ByteSink): Promise<Error | null> {
  return new Promise((resolve, reject) => {
    stream.on('data', (chunk: Uint8Array) => {
      try {
        sink(chunk);
      } catch (error) {
        reject(error);
        stream.destroy();
      }
    });
    stream.on('end', () => resolve(null));
    stream.on('error', resolve);
    stream.on('close', () => resolve(stream.errored));
  });
}

async function nextChange(stream: Readable): Promise<void> {
  const controller = new AbortController();
  const { signal } = controller;
  try {
    await Promise.race(['readable', 'end', 'close'].map((event) => once(stream, event, { signal })));
  } catch {
    // It failed: it is destroyed by now, and keeps its error.
  } finally {
    controller.abort();
  }
}
