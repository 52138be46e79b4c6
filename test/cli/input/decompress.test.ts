import { execFileSync } from 'node:child_process';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { type Compression, decompress } from '../../../src/cli/input/decompress.js';
import { type ByteSink, drain } from '../../../src/cli/input/input-bytes.js';
import { describeWith, requirement } from '../../helpers/requirements.js';

const TEXT = Buffer.from(Array.from({ length: 40_000 }, (_, index) => `line ${index * 7919}\n`).join(''));

function zstd(bytes: Buffer): Buffer {
  return execFileSync('zstd', ['-q', '-c'], { input: bytes, maxBuffer: 2 ** 26 });
}

async function passThrough(compression: Compression, input: Readable, sink: ByteSink) {
  const { output, finish, close } = await decompress(compression, input);
  try {
    return await finish(await drain(output, sink));
  } finally {
    close();
  }
}

async function collect(compression: Compression, bytes: Buffer, chunkBytes = 10_000) {
  const chunks: Buffer[] = [];
  const source = function* () {
    for (let from = 0; from < bytes.length; from += chunkBytes) yield bytes.subarray(from, from + chunkBytes);
  };
  const input = Readable.from(source(), { objectMode: false });
  const finding = await passThrough(compression, input, (chunk) => chunks.push(Buffer.from(chunk)));
  return { output: Buffer.concat(chunks), finding };
}

describe('gzip', () => {
  it('is decompressed, also in several members', async () => {
    const { output, finding } = await collect('gzip', Buffer.concat([gzipSync(TEXT), gzipSync('more')]));
    expect(output.equals(Buffer.concat([TEXT, Buffer.from('more')]))).toBe(true);
    expect(finding).toBeNull();
  });

  it('that is cut off gives what was before the cut', async () => {
    const whole = gzipSync(TEXT);
    const { output, finding } = await collect('gzip', whole.subarray(0, whole.length >> 1));
    expect(finding?.code).toBe('truncated-input');
    expect(output.length).toBeGreaterThan(TEXT.length / 4);
    expect(output.equals(TEXT.subarray(0, output.length))).toBe(true);
  });

  it('that is damaged gives what was before the damage', async () => {
    const bytes = gzipSync(TEXT, { level: 1 });
    bytes.fill(0xff, bytes.length >> 1, (bytes.length >> 1) + 64);
    const { output, finding } = await collect('gzip', bytes);
    expect(finding?.code).toBe('damaged-input');
    expect(output.length).toBeGreaterThan(0);
  });

  it('hands on what the sink throws', async () => {
    const refuse = (): never => {
      throw new Error('enough');
    };
    await expect(passThrough('gzip', Readable.from([gzipSync(TEXT)]), refuse)).rejects.toThrow('enough');
  });

  it('holds little of a bomb', async () => {
    const bomb = gzipSync(Buffer.alloc(256 * 2 ** 20));
    const before = process.memoryUsage().rss;
    let [bytes, peak] = [0, 0];
    await passThrough('gzip', Readable.from([bomb]), (chunk) => {
      bytes += chunk.length;
      peak = Math.max(peak, process.memoryUsage().rss);
    });
    expect(bytes).toBe(256 * 2 ** 20);
    expect(peak - before).toBeLessThan(100 * 2 ** 20);
  });
});

describeWith([requirement.debianPackage('zstd', 'zstd')], 'zstd', () => {
  const { PATH } = process.env;
  afterEach(() => {
    process.env['PATH'] = PATH;
  });

  it('is decompressed', async () => {
    const { output, finding } = await collect('zstd', zstd(TEXT));
    expect(output.equals(TEXT)).toBe(true);
    expect(finding).toBeNull();
  });

  it('that is cut off gives what was before the cut', async () => {
    const big = Buffer.concat(Array.from({ length: 20 }, () => TEXT));
    const whole = zstd(big);
    const { output, finding } = await collect('zstd', whole.subarray(0, whole.length - 100));
    expect(finding?.code).toBe('truncated-input');
    expect(output.equals(big.subarray(0, output.length))).toBe(true);
  });

  it('that is damaged is reported', async () => {
    const bytes = zstd(TEXT);
    bytes.fill(0xff, bytes.length >> 1, (bytes.length >> 1) + 64);
    expect((await collect('zstd', bytes)).finding?.code).toBe('damaged-input');
  });

  it('needs a program where Node cannot read it', async () => {
    process.env['PATH'] = '/nonexistent';
    const bytes = Buffer.from('28b52ffd', 'hex');
    const outcome = collect('zstd', bytes);
    // Node 22.15 and newer read it themselves, and find this one cut off.
    if ('createZstdDecompress' in process.getBuiltinModule('node:zlib')) {
      expect((await outcome).finding).not.toBeNull();
    } else {
      await expect(outcome).rejects.toMatchObject({ code: 'zstd-missing', exitCode: 3 });
    }
  });
});
