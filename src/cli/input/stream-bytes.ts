/** Streams as bytes: a look at their first bytes, and passing all of them on with as little as can be in between. */
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import type { ByteSink } from './byte-reading.js';

/** The first `count` bytes, or all when there are fewer; they stay in the stream. Errors are left to `drain`. */
export async function peek(stream: Readable, count: number): Promise<Uint8Array> {
  let head = Buffer.alloc(0);
  while (head.length < count && !stream.readableEnded && !stream.destroyed) {
    const chunk = stream.read() as Buffer | null;
    if (chunk !== null) head = Buffer.concat([head, chunk]);
    else await nextChange(stream);
  }
  if (head.length > 0 && !stream.readableEnded && !stream.destroyed) stream.unshift(head);
  return head;
}

/**
 * Passes on all bytes. Resolves to null when the stream ended or was destroyed, to its error when it failed; by then
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
