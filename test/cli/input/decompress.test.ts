import { execFileSync } from 'node:child_process';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import type { ByteSink } from '../../../src/cli/input/byte-reading.js';
import { type Compression, decompress } from '../../../src/cli/input/decompress.js';
import { drain } from '../../../src/cli/input/input-bytes.js';
import { describeWith, requirement } from '../../helpers/requirements.js';

const TEXT = Buffer.from(Array.from({ length: 40_000 }, (_, index) => `line ${index * 7919}\n`).join(''));

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

const PROGRAMS = [
  { compression: 'zstd', debianPackage: 'zstd', args: ['-q', '-c'], magic: '28b52ffd' },
  { compression: 'xz', debianPackage: 'xz-utils', args: ['-c'], magic: 'fd377a585a00' },
  { compression: 'bzip2', debianPackage: 'bzip2', args: ['-c'], magic: '425a68393141' },
] as const;
/** Larger than bzip2's blocks of 900 kB, of which one that is not whole is lost. */
const BIG = Buffer.concat(Array.from({ length: 20 }, () => TEXT));

for (const { compression, debianPackage, args, magic } of PROGRAMS) {
  describeWith([requirement.debianPackage(debianPackage, compression)], compression, () => {
    const { PATH } = process.env;
    afterEach(() => {
      process.env['PATH'] = PATH;
    });
    const pack = (bytes: Buffer) => execFileSync(compression, args, { input: bytes, maxBuffer: 2 ** 26 });

    it('is decompressed, also in several parts', async () => {
      const { output, finding } = await collect(
        compression,
        Buffer.concat([pack(TEXT), pack(Buffer.from('x'))]),
      );
      expect(output.equals(Buffer.concat([TEXT, Buffer.from('x')]))).toBe(true);
      expect(finding).toBeNull();
    });

    it('that is cut off gives what was before the cut', async () => {
      const whole = pack(BIG);
      const { output, finding } = await collect(compression, whole.subarray(0, whole.length - 100));
      expect(finding?.code).toBe('truncated-input');
      expect(output.length).toBeGreaterThan(BIG.length / 2);
      expect(output.equals(BIG.subarray(0, output.length))).toBe(true);
    });

    it('that is damaged is reported, in one sentence', async () => {
      const bytes = pack(TEXT);
      bytes.fill(0xff, bytes.length >> 1, (bytes.length >> 1) + 64);
      const { finding } = await collect(compression, bytes);
      expect(finding?.code).toBe('damaged-input');
      expect(finding?.message).toMatch(
        /^The compressed input is damaged \([^\n]+[^.;)]\); everything before/,
      );
    });

    it('needs a program where Node cannot read it', async () => {
      process.env['PATH'] = '/nonexistent';
      const outcome = collect(compression, Buffer.from(magic, 'hex'));
      // Node 22.15 and newer read zstd themselves, and find this one cut off.
      if (compression === 'zstd' && 'createZstdDecompress' in process.getBuiltinModule('node:zlib')) {
        expect((await outcome).finding).not.toBeNull();
      } else {
        const missing = { code: `${compression}-missing`, exitCode: 3 };
        await expect(outcome).rejects.toMatchObject(missing);
        await expect(outcome).rejects.toThrow(`the program ${compression} is not installed`);
      }
    });
  });
}

describeWith([requirement.debianPackage('xz-utils', 'xz')], 'xz', () => {
  it('that asks for more memory than a log needs is not read on', async () => {
    const greedy = execFileSync('xz', ['-c', '--lzma2=dict=1GiB', '--threads=1'], { input: TEXT });
    const { finding } = await collect('xz', greedy);
    expect(finding?.message).toContain('Memory usage limit reached');
  });
});
