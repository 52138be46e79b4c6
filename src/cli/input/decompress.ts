/**
 * Compressed streams: gzip in process, zstd in process where Node has it; the others by the program that every system has a
 * package of, since no package of JavaScript reads them as well. Output passes through in pieces and is never held whole, so a
 * bomb costs time but no memory.
 */
import { once } from 'node:events';
import type { Readable, Transform } from 'node:stream';
import * as zlib from 'node:zlib';
import { EnvironmentError } from '../../trace/errors.js';
import { systemCode } from '../program/system-reason.js';

export type Compression = 'gzip' | 'zstd' | 'xz' | 'bzip2';

/** Twice as fast as Node's default of 16 KiB. */
const OUTPUT_CHUNK_BYTES = 256 * 1024;
const MAX_ERROR_TEXT = 1000;

/** What decompresses its standard input to its standard output. */
interface Program {
  readonly command: string;
  readonly args: readonly string[];
  /** Settings that BusyBox's programs of the same name do not take as arguments. */
  readonly env?: Readonly<Record<string, string>>;
  readonly debianPackage: string;
  /** What it says of an input that ends early. */
  readonly endsEarly: RegExp;
  /** Another way, where the package cannot be installed. */
  readonly otherwise: string;
}

const PROGRAMS: Readonly<Record<Exclude<Compression, 'gzip'>, Program>> = {
  zstd: {
    command: 'zstd',
    args: ['-dcq'],
    debianPackage: 'zstd',
    endsEarly: /premature/,
    otherwise: 'Run boottrace with Node 22.15 or newer',
  },
  xz: {
    command: 'xz',
    args: ['-dc'],
    // A header may ask for a dictionary of 4 GiB; the largest preset needs 65 MiB.
    env: { XZ_DEFAULTS: '--threads=1 --memlimit-decompress=256MiB' },
    debianPackage: 'xz-utils',
    endsEarly: /unexpected end|corrupted data.*EOF/i,
    otherwise: 'Unpack it where xz is: xz -dc FILE > LOG',
  },
  bzip2: {
    command: 'bzip2',
    args: ['-dc'],
    debianPackage: 'bzip2',
    endsEarly: /ends unexpectedly|unexpected end/i,
    otherwise: 'Unpack it where bzip2 is: bzip2 -dc FILE > LOG',
  },
};

/** What is wrong with a compressed stream. */
interface Damage {
  readonly code: 'truncated-input' | 'damaged-input';
  readonly message: string;
}

export interface Decompressed {
  /** The decompressed bytes, also those before the place where the input is cut off or damaged. */
  readonly output: Readable;
  /** To be called once with how `output` ended. Throws EnvironmentError `zstd-missing`, `xz-missing`, `bzip2-missing`. */
  readonly finish: (error: Error | null) => Promise<Damage | null>;
  readonly close: () => void;
}

/** Begins to decompress a stream, which closing destroys. */
export async function decompress(compression: Compression, input: Readable): Promise<Decompressed> {
  if (compression === 'gzip') return transformed(input, createGunzip());
  const createZstd = compression === 'zstd' ? zstdOfNode() : null;
  return createZstd === null ? runProgram(PROGRAMS[compression], input) : transformed(input, createZstd());
}

function createGunzip(): Transform {
  return zlib.createGunzip({ chunkSize: OUTPUT_CHUNK_BYTES });
}

/** Available in Node 22.15 and newer; missing in the types of Node 20. */
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

async function runProgram(program: Program, input: Readable): Promise<Decompressed> {
  const { spawn } = await import('node:child_process');
  const env = { ...process.env, LC_ALL: 'C', ...program.env };
  const child = spawn(program.command, program.args, { env, stdio: ['pipe', 'pipe', 'pipe'] });
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
        throw systemCode(error) === 'ENOENT' ? missing(program) : error;
      })) as [number | null];
      return status === 0 ? null : damage(reasonOf(errorText), program.endsEarly.test(errorText));
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

/** The first line of what a program says, without its name and that of its input. */
function reasonOf(errorText: string): string {
  const [line = ''] = errorText.trim().split('\n');
  return line.replace(/^(?:\w+: )?(?:\(?stdin\)?: )?/, '').replace(/[.;]$/, '');
}

function missing({ command, debianPackage, otherwise }: Program): EnvironmentError {
  const message = `The input is compressed with ${command}, and the program ${command} is not installed.`;
  return new EnvironmentError(`${command}-missing`, message, [
    `sudo apt-get install ${debianPackage}`,
    otherwise,
  ]);
}
