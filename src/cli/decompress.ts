/**
 * Compressed inputs, told by their first bytes: gzip in process, zstd in process where Node has it, else by the
 * `zstd` command. Output passes through in pieces and is never held whole, so a bomb costs time but no memory.
 */
import { spawn } from 'node:child_process';
import { Readable, type Transform } from 'node:stream';
import * as zlib from 'node:zlib';
import { EnvironmentError } from '../trace/errors.js';
import type { ByteFinding, ByteSink } from './byte-reading.js';
import { systemCode } from './system-reason.js';

export type Compression = 'gzip' | 'zstd';

/** Bytes that `detectCompression` needs. */
export const MAGIC_BYTES = 4;
const MAGICS: readonly { readonly compression: Compression; readonly magic: readonly number[] }[] = [
  { compression: 'gzip', magic: [0x1f, 0x8b] },
  { compression: 'zstd', magic: [0x28, 0xb5, 0x2f, 0xfd] },
];
/** Twice as fast as Node's default of 16 KiB. */
const OUTPUT_CHUNK_BYTES = 256 * 1024;
const MAX_ERROR_TEXT = 1000;

/** How an input that starts with these bytes is compressed; null when it is not. */
export function detectCompression(head: Uint8Array): Compression | null {
  const known = MAGICS.find(({ magic }) => magic.every((byte, index) => head[index] === byte));
  return known?.compression ?? null;
}

/**
 * Passes the decompressed bytes on, also those before the place where the input is cut off or damaged. Throws
 * EnvironmentError `zstd-missing`, and whatever `sink` throws.
 */
export async function decompress(
  compression: Compression,
  source: AsyncIterable<Uint8Array>,
  sink: ByteSink,
): Promise<ByteFinding | null> {
  const input = Readable.from(source, { objectMode: false });
  if (compression === 'gzip') {
    return passOn(input, zlib.createGunzip({ chunkSize: OUTPUT_CHUNK_BYTES }), sink);
  }
  const createZstd = zstdOfNode();
  return createZstd === null ? runZstd(input, sink) : passOn(input, createZstd(), sink);
}

/** Node 22.15 and newer have it; the types of Node 20 do not know it. */
function zstdOfNode(): (() => Transform) | null {
  const { createZstdDecompress } = zlib as { createZstdDecompress?: (options: object) => Transform };
  return createZstdDecompress === undefined
    ? null
    : () => createZstdDecompress({ chunkSize: OUTPUT_CHUNK_BYTES });
}

function passOn(input: Readable, decompressor: Transform, sink: ByteSink): Promise<ByteFinding | null> {
  return new Promise((resolve, reject) => {
    const fail = (error: unknown): void => {
      input.destroy();
      decompressor.destroy();
      reject(error);
    };
    decompressor.on('data', (chunk: Uint8Array) => callOrFail(() => sink(chunk), fail));
    decompressor.on('end', () => resolve(null));
    // By now every byte that could be decompressed has been passed on.
    decompressor.on('error', (error) => {
      input.destroy();
      resolve(damage(error.message, systemCode(error) === 'Z_BUF_ERROR'));
    });
    input.on('error', fail);
    input.pipe(decompressor);
  });
}

function runZstd(input: Readable, sink: ByteSink): Promise<ByteFinding | null> {
  return new Promise((resolve, reject) => {
    const child = spawn('zstd', ['-dcq'], { stdio: ['pipe', 'pipe', 'pipe'] });
    const fail = (error: unknown): void => {
      input.destroy();
      child.kill();
      reject(error);
    };
    let errorText = '';
    child.stderr.on('data', (chunk: Buffer) => {
      errorText = (errorText + chunk.toString()).slice(0, MAX_ERROR_TEXT);
    });
    child.stdout.on('data', (chunk: Uint8Array) => callOrFail(() => sink(chunk), fail));
    child.on('error', (error) => fail(systemCode(error) === 'ENOENT' ? zstdMissing() : error));
    child.on('close', (status) => {
      input.destroy();
      resolve(status === 0 ? null : damage(errorText.trim(), errorText.includes('premature')));
    });
    // A child that gave up early is reported when it closes.
    child.stdin.on('error', () => {});
    input.on('error', fail);
    input.pipe(child.stdin);
  });
}

function callOrFail(call: () => void, fail: (error: unknown) => void): void {
  try {
    call();
  } catch (error) {
    fail(error);
  }
}

function damage(reason: string, isTruncated: boolean): ByteFinding {
  return isTruncated
    ? {
        code: 'truncated-input',
        message: 'The compressed input ends early; everything before that was read.',
      }
    : {
        code: 'damaged-input',
        message: `The compressed input is damaged (${reason}); everything before that was read.`,
      };
}

function zstdMissing(): EnvironmentError {
  return new EnvironmentError(
    'zstd-missing',
    'The input is compressed with zstd, which this Node cannot read.',
    ['sudo apt-get install zstd', 'Run boottrace with Node 22.15 or newer'],
  );
}
