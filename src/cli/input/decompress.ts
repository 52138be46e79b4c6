/**
 * Compressed streams: gzip in process, zstd in process where Node has it, else by the `zstd` command. Output passes through in pieces and is never held whole, so a bomb costs time but no memory.
 */
import { once } from 'node:events';
import type { Readable, Transform } from 'node:stream';
import * as zlib from 'node:zlib';
import { EnvironmentError } from '../../trace/errors.js';
import { systemCode } from '../program/system-reason.js';

export type Compression = 'gzip' | 'zstd';

/** Twice as fast as Node's default of 16 KiB. */
const OUTPUT_CHUNK_BYTES = 256 * 1024;
const MAX_ERROR_TEXT = 1000;

/** What is wrong with a compressed stream. */
interface Damage {
  readonly code: 'truncated-input' | 'damaged-input';
  readonly message: string;
}

export interface Decompressed {
  /** The decompressed bytes, also those before the place where the input is cut off or damaged. */
  readonly output: Readable;
  /** To be called once with how `output` ended. Throws EnvironmentError `zstd-missing`. */
  readonly finish: (error: Error | null) => Promise<Damage | null>;
  readonly close: () => void;
}

/** Begins to decompress a stream, which closing destroys. */
export async function decompress(compression: Compression, input: Readable): Promise<Decompressed> {
  const createZstd = zstdOfNode();
  if (compression === 'gzip') return transformed(input, createGunzip());
  return createZstd === null ? runZstd(input) : transformed(input, createZstd());
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

function transformed(input: Readable, transform: Transform): Decompressed {
  // An input that fails has no more bytes; what it had is still decompressed.
  input.on('error', () => transform.end());
  return {
    output: input.pipe(transform),
    finish: async (error) =>
      error === null ? null : damage(error.message, systemCode(error) === 'Z_BUF_ERROR'),
    close: () => void input.destroy(),
  };
}

async function runZstd(input: Readable): Promise<Decompressed> {
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
  return {
    output: child.stdout,
    async finish() {
      const [status] = (await closed.catch((error: unknown) => {
        throw systemCode(error) === 'ENOENT' ? zstdMissing() : error;
      })) as [number | null];
      return status === 0 ? null : damage(errorText.trim(), errorText.includes('premature'));
    },
    close() {
      child.kill();
      input.destroy();
    },
  };
}

function damage(reason: string, isTruncated: boolean): Damage {
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
