/**
 * Compressed inputs: gzip in process, zstd in process where Node has it, else by the `zstd` command. Output passes through in pieces and is never held whole, so a bomb costs time but no memory.
 */
import { once } from 'node:events';
import type { Readable, Transform } from 'node:stream';
import * as zlib from 'node:zlib';
import { EnvironmentError } from '../../trace/errors.js';
import { systemCode } from '../program/system-reason.js';
import type { ByteFinding, ByteSink } from './byte-reading.js';
import type { Compression } from './compression.js';
import { drain } from './stream-bytes.js';

/** Twice as fast as Node's default of 16 KiB. */
const OUTPUT_CHUNK_BYTES = 256 * 1024;
const MAX_ERROR_TEXT = 1000;

/**
 * Passes the decompressed bytes on, also those before the place where the input is cut off or damaged. Throws
 * EnvironmentError `zstd-missing`, and whatever `sink` throws.
 */
export async function decompress(
  compression: Compression,
  input: Readable,
  sink: ByteSink,
): Promise<ByteFinding | null> {
  const createZstd = zstdOfNode();
  try {
    if (compression === 'gzip') return await passThrough(input, createGunzip(), sink);
    return await (createZstd === null ? runZstd(input, sink) : passThrough(input, createZstd(), sink));
  } finally {
    input.destroy();
  }
}

function createGunzip(): Transform {
  return zlib.createGunzip({ chunkSize: OUTPUT_CHUNK_BYTES });
}

/** Node 22.15 and newer have it; the types of Node 20 do not know it. */
function zstdOfNode(): (() => Transform) | null {
  const { createZstdDecompress } = zlib as { createZstdDecompress?: (options: object) => Transform };
  return createZstdDecompress === undefined
    ? null
    : () => createZstdDecompress({ chunkSize: OUTPUT_CHUNK_BYTES });
}

async function passThrough(
  input: Readable,
  transform: Transform,
  sink: ByteSink,
): Promise<ByteFinding | null> {
  // An input that fails has no more bytes; what it had is still decompressed.
  input.on('error', () => transform.end());
  const error = await drain(input.pipe(transform), sink);
  return error === null ? null : damage(error.message, systemCode(error) === 'Z_BUF_ERROR');
}

async function runZstd(input: Readable, sink: ByteSink): Promise<ByteFinding | null> {
  const { spawn } = await import('node:child_process');
  const child = spawn('zstd', ['-dcq'], { stdio: ['pipe', 'pipe', 'pipe'] });
  const closed = once(child, 'close');
  // Reported when the child closes: a child that was not started, or gave up early.
  closed.catch(() => {});
  child.stdin.on('error', () => {});
  let errorText = '';
  child.stderr.on('data', (chunk: Buffer) => {
    errorText = (errorText + chunk.toString()).slice(0, MAX_ERROR_TEXT);
  });
  input.on('error', () => child.stdin.end());
  input.pipe(child.stdin);
  try {
    await drain(child.stdout, sink);
    const [status] = (await closed) as [number | null];
    return status === 0 ? null : damage(errorText.trim(), errorText.includes('premature'));
  } catch (error) {
    throw systemCode(error) === 'ENOENT' ? zstdMissing() : error;
  } finally {
    child.kill();
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
