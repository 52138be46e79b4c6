import { PassThrough, Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { drain, peek } from '../../../src/cli/input/stream-bytes.js';

function streamOf(...chunks: string[]): Readable {
  return Readable.from(
    chunks.map((chunk) => Buffer.from(chunk)),
    { objectMode: false },
  );
}

async function readAll(stream: Readable): Promise<string> {
  let text = '';
  expect(
    await drain(stream, (chunk) => {
      text += Buffer.from(chunk).toString();
    }),
  ).toBeNull();
  return text;
}

describe('peek', () => {
  it('shows the first bytes and leaves them in the stream', async () => {
    const stream = streamOf('a', 'b', 'cdef', 'ghi');
    expect(
      Buffer.from(await peek(stream, 4))
        .toString()
        .slice(0, 4),
    ).toBe('abcd');
    expect(await readAll(stream)).toBe('abcdefghi');
  });

  it('shows all of a shorter stream', async () => {
    const stream = streamOf('a', 'b');
    expect(Buffer.from(await peek(stream, 4)).toString()).toBe('ab');
    expect(stream.readableEnded).toBe(true);
  });

  it('of nothing, or of a destroyed stream, is nothing', async () => {
    expect(await peek(streamOf(), 4)).toHaveLength(0);
    const stream = new PassThrough();
    setTimeout(() => stream.destroy(), 10);
    expect(await peek(stream, 4)).toHaveLength(0);
  });

  it('waits for bytes that come late', async () => {
    const stream = new PassThrough();
    setTimeout(() => stream.write('ab'), 5);
    setTimeout(() => stream.end('cd'), 15);
    expect(Buffer.from(await peek(stream, 4)).toString()).toBe('abcd');
    expect(await readAll(stream)).toBe('abcd');
  });
});

describe('drain', () => {
  it('resolves to the error of a stream, after its bytes', async () => {
    const stream = new PassThrough();
    const seen: string[] = [];
    const done = drain(stream, (chunk) => seen.push(Buffer.from(chunk).toString()));
    stream.write('abc');
    setTimeout(() => stream.destroy(new Error('gone')), 5);
    expect((await done)?.message).toBe('gone');
    expect(seen).toEqual(['abc']);
  });

  it('resolves when a stream is destroyed without error', async () => {
    const stream = new PassThrough();
    setTimeout(() => stream.destroy(), 5);
    expect(await drain(stream, () => {})).toBeNull();
  });

  it('resolves for a stream that failed before', async () => {
    const stream = new PassThrough();
    stream.on('error', () => {});
    stream.destroy(new Error('gone'));
    expect((await drain(stream, () => {}))?.message).toBe('gone');
  });

  it('rejects with what the sink throws, and stops', async () => {
    const stream = streamOf('a', 'b');
    const refuse = (): never => {
      throw new Error('enough');
    };
    await expect(drain(stream, refuse)).rejects.toThrow('enough');
    expect(stream.destroyed).toBe(true);
  });
});
