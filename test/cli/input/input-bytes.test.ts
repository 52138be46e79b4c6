import { execFileSync, spawn } from 'node:child_process';
import { appendFileSync, closeSync, createWriteStream, mkdirSync, openSync, writeFileSync } from 'node:fs';
import { PassThrough, Readable } from 'node:stream';
import { setTimeout } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { ByteReading } from '../../../src/cli/input/byte-reading.js';
import { readBytes } from '../../../src/cli/input/follow-file.js';
import {
  CHUNK_BYTES,
  detectCompression,
  drain,
  peekMagic,
  readToEnd,
} from '../../../src/cli/input/input-bytes.js';
import { openInput } from '../../../src/cli/input/open-input.js';
import { temporaryFolder } from '../../helpers/temporary-folder.js';

const { file: at } = temporaryFolder();
const TEXT = 'some text\n'.repeat(200_000);

type Mode = (path: string, reading: ByteReading) => Promise<void>;
const toEnd: Mode = async (path, reading) => readBytes(path, await openInput(path), reading);
const following: Mode = async (path, reading) =>
  readBytes(path, await openInput(path), reading, { follow: true });

async function read(path: string, mode = toEnd, signal?: AbortSignal) {
  const chunks: Buffer[] = [];
  const findings: string[] = [];
  await mode(path, {
    signal,
    sink: (chunk) => chunks.push(Buffer.from(chunk)),
    onFinding: ({ code }) => findings.push(code),
  });
  return { text: Buffer.concat(chunks).toString(), findings };
}

describe('readBytes', () => {
  it.each([
    ['a large file', Buffer.from(TEXT), TEXT],
    ['an empty file', Buffer.alloc(0), ''],
    ['a file of one byte', Buffer.from('x'), 'x'],
    ['a gzip file whatever its name', gzipSync(TEXT), TEXT],
  ])('reads %s', async (_, content, text) => {
    writeFileSync(at('a.log'), content);
    const result = await read(at('a.log'));
    expect(result.text === text).toBe(true);
    expect(result.findings).toEqual([]);
  });

  it.each([
    ['plain', Buffer.from(TEXT)],
    ['short', Buffer.from('x')],
    ['compressed', gzipSync(TEXT)],
  ])('reads a named pipe: %s', async (_, content) => {
    execFileSync('mkfifo', [at('pipe')]);
    const reading = read(at('pipe'));
    createWriteStream(at('pipe')).end(content);
    expect((await reading).text === (content.length === 1 ? 'x' : TEXT)).toBe(true);
  });

  it('reports a compressed file that is cut off', async () => {
    writeFileSync(at('a.log.gz'), gzipSync(TEXT).subarray(0, -20));
    expect((await read(at('a.log.gz'))).findings).toEqual(['truncated-input']);
  });

  it('ends a pipe that stays open when aborted', async () => {
    execFileSync('mkfifo', [at('pipe')]);
    const controller = new AbortController();
    const reading = read(at('pipe'), toEnd, controller.signal);
    const writer = createWriteStream(at('pipe'));
    writer.write('one\ntwo\n');
    await setTimeout(100);
    controller.abort();
    expect((await reading).text).toBe('one\ntwo\n');
    writer.on('error', () => {});
    writer.destroy();
  });
});

describe('readBytes, following', () => {
  it('reads a compressed file to its end, since it cannot grow', async () => {
    writeFileSync(at('a.log.gz'), gzipSync(TEXT));
    expect((await read(at('a.log.gz'), following)).text === TEXT).toBe(true);
  });

  it('goes on with a plain file until aborted', async () => {
    writeFileSync(at('a.log'), 'one\n');
    const controller = new AbortController();
    const reading = read(at('a.log'), following, controller.signal);
    appendFileSync(at('a.log'), 'two\n');
    await setTimeout(200);
    controller.abort();
    expect((await reading).text).toBe('one\ntwo\n');
  });
});

it('reads standard input of any kind', async () => {
  writeFileSync(at('a.log'), TEXT);
  writeFileSync(at('a.log.gz'), gzipSync(TEXT));
  const script = at('stdin.mts');
  const sourceOf = (name: string) =>
    JSON.stringify(new URL(`../../../src/cli/input/${name}`, import.meta.url).href);
  writeFileSync(
    script,
    `import { readBytes } from ${sourceOf('follow-file.ts')};
import { openInput } from ${sourceOf('open-input.ts')};
let n = 0;
await readBytes('-', await openInput('-'), { sink: (c) => { n += c.length; }, onFinding: (f) => console.log(f.code) });
console.log(n);`,
  );
  const tsx = new URL('../../../node_modules/tsx/dist/cli.mjs', import.meta.url).pathname;
  const commands = ['< a.log', '< a.log.gz', '< /dev/null'].map(
    (redirect) => `node ${tsx} ${script} ${redirect}`,
  );
  commands.push(
    ...['a.log', 'a.log.gz'].map((name) => `cat ${name} | node ${tsx} ${script}`),
    `(printf a; sleep 0.1; printf bc) | node ${tsx} ${script}`,
  );
  const outputs = await Promise.all(commands.map((command) => runShell(command, at('.'))));
  expect(outputs).toEqual(['2000000\n', '2000000\n', '0\n', '2000000\n', '2000000\n', '3\n']);
});

function runShell(command: string, cwd: string): Promise<string> {
  return new Promise((resolve) => {
    const child = spawn('sh', ['-c', command], { cwd, stdio: ['ignore', 'pipe', 'inherit'] });
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
    child.on('close', () => resolve(output));
  });
}

it('tells compression by the first bytes', () => {
  expect(detectCompression(gzipSync(''))).toBe('gzip');
  expect(detectCompression(Buffer.from('28b52ffd00', 'hex'))).toBe('zstd');
  expect(detectCompression(Buffer.from('28b52f', 'hex'))).toBeNull();
  expect(detectCompression(Buffer.from('fd377a585a0000', 'hex'))).toBe('xz');
  expect(detectCompression(Buffer.from('BZh91AY&SY'))).toBe('bzip2');
  expect(detectCompression(Buffer.from('BZh9\x17rE8P', 'latin1'))).toBe('bzip2');
  expect(detectCompression(Buffer.from('BZh9 is text'))).toBeNull();
  expect(detectCompression(Buffer.from('cloud'))).toBeNull();
  expect(detectCompression(Buffer.alloc(0))).toBeNull();
});

describe('readToEnd', () => {
  async function readFileOf(path: string, signal?: AbortSignal) {
    const fd = openSync(path, 'r');
    const chunks: Buffer[] = [];
    const findings: string[] = [];
    const total = await readToEnd(fd, {
      signal,
      sink: (chunk) => chunks.push(Buffer.from(chunk)),
      onFinding: ({ code }) => findings.push(code),
    });
    closeSync(fd);
    return { total, findings, bytes: Buffer.concat(chunks) };
  }

  it('reads a file to its end', async () => {
    const content = Buffer.alloc(3 * CHUNK_BYTES + 5, 'abc');
    writeFileSync(at('a'), content);
    const { total, bytes } = await readFileOf(at('a'));
    expect(total).toBe(content.length);
    expect(bytes.equals(content)).toBe(true);
  });

  it('reads into the room that there is, and passes on what it read there', async () => {
    writeFileSync(at('a'), 'abcdefgh');
    const rooms = [Buffer.alloc(3), null, Buffer.alloc(4)];
    const seen: string[] = [];
    const fd = openSync(at('a'), 'r');
    const total = await readToEnd(fd, {
      room: () => rooms[seen.length] ?? null,
      sink: (chunk) => seen.push(`${Buffer.from(chunk)} ${chunk.buffer === rooms[seen.length]?.buffer}`),
      onFinding: () => {},
    });
    closeSync(fd);
    expect([total, ...seen]).toEqual([8, 'abc true', 'defgh false']);
  });

  it('lets timers and signals have their turn in a large file', async () => {
    writeFileSync(at('a'), Buffer.alloc(80 * 2 ** 20));
    const controller = new AbortController();
    setImmediate(() => controller.abort());
    const { total } = await readFileOf(at('a'), controller.signal);
    expect(total).toBeGreaterThan(0);
    expect(total).toBeLessThan(80 * 2 ** 20);
  });

  it('reports a read that fails', async () => {
    mkdirSync(at('folder'));
    const fd = openSync(at('folder'), 'r');
    const findings: string[] = [];
    const total = await readToEnd(fd, { sink: () => {}, onFinding: ({ message }) => findings.push(message) });
    closeSync(fd);
    expect(total).toBe(0);
    expect(findings).toEqual([
      'Reading stopped: illegal operation on a directory; everything before that was kept.',
    ]);
  });
});

const later = globalThis.setTimeout;

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

describe('peekMagic', () => {
  const ZSTD = [0x28, 0xb5, 0x2f, 0xfd];
  const bytesOf = (...chunks: readonly (readonly number[])[]): Readable =>
    Readable.from(chunks.map((chunk) => Buffer.from(chunk)));

  it('shows the bytes that tell a compression, however they come, and leaves them in the stream', async () => {
    const stream = bytesOf([0x28], [0xb5], [0x2f, 0xfd, 1], [2]);
    expect([...(await peekMagic(stream))].slice(0, 4)).toEqual(ZSTD);
    const seen: number[] = [];
    expect(await drain(stream, (chunk) => seen.push(...chunk))).toBeNull();
    expect(seen).toEqual([...ZSTD, 1, 2]);
  });

  it('shows all of a shorter stream', async () => {
    const stream = bytesOf([0x28], [0xb5]);
    expect([...(await peekMagic(stream))]).toEqual([0x28, 0xb5]);
    expect(stream.readableEnded).toBe(true);
  });

  it('of nothing, or of a destroyed stream, is nothing', async () => {
    expect(await peekMagic(streamOf())).toHaveLength(0);
    const stream = new PassThrough();
    later(() => stream.destroy(), 10);
    expect(await peekMagic(stream)).toHaveLength(0);
  });

  it('waits for bytes that come late', async () => {
    const stream = new PassThrough();
    later(() => stream.write(Buffer.from(ZSTD.slice(0, 2))), 5);
    later(() => stream.end(Buffer.from(ZSTD.slice(2))), 15);
    expect([...(await peekMagic(stream))]).toEqual(ZSTD);
  });

  it.each(['U', '(XEN) '])(
    'does not wait for more than %j, which begins no compressed stream',
    async (text) => {
      const stream = new PassThrough();
      stream.write(text);
      expect(Buffer.from(await peekMagic(stream)).toString()).toBe(text);
      stream.end('-Boot');
      expect(await readAll(stream)).toBe(`${text}-Boot`);
    },
  );
});

describe('drain', () => {
  it('resolves to the error of a stream, after its bytes', async () => {
    const stream = new PassThrough();
    const seen: string[] = [];
    const done = drain(stream, (chunk) => seen.push(Buffer.from(chunk).toString()));
    stream.write('abc');
    later(() => stream.destroy(new Error('gone')), 5);
    expect((await done)?.message).toBe('gone');
    expect(seen).toEqual(['abc']);
  });

  it('resolves when a stream is destroyed without error', async () => {
    const stream = new PassThrough();
    later(() => stream.destroy(), 5);
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
