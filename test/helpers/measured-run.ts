/** Runs the built program on an input of any size, made while it is read, and measures the memory that it takes. */
import { spawn } from 'node:child_process';
import path from 'node:path';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { BIN, type CliResult, cleanEnv, ROOT } from './run-cli.js';

const PROBE = path.join(import.meta.dirname, 'peak-memory.cjs');

export interface MeasuredResult extends CliResult {
  /** Most memory that the process held. */
  readonly peakMiB: number;
  /** Of standard output; the text is cut. */
  readonly outputBytes: number;
}

/** Of a long standard output the end is kept. */
const MAX_TEXT = 64 * 1024;

/** `boottrace ARGS...` with these pieces as its standard input. */
export async function measure(
  args: readonly string[],
  pieces: Iterable<Uint8Array>,
): Promise<MeasuredResult> {
  const child = spawn(process.execPath, ['--require', PROBE, BIN, ...args], {
    cwd: ROOT,
    env: cleanEnv(),
    stdio: ['pipe', 'pipe', 'pipe', 'pipe'],
  });
  const exit = new Promise<number | null>((resolve) => child.on('close', resolve));
  let stdout = '';
  let outputBytes = 0;
  child.stdout!.on('data', (chunk: Buffer) => {
    outputBytes += chunk.length;
    stdout = (stdout + chunk.toString()).slice(-MAX_TEXT);
  });
  const stderr = text(child.stderr!);
  const peak = text(child.stdio[3] as Readable);
  // The program may end without reading all of its input.
  await pipeline(Readable.from(pieces), child.stdin!).catch(() => undefined);
  const exitCode = await exit;
  return { exitCode, stdout, outputBytes, stderr: await stderr, peakMiB: Number(await peak) / 1024 };
}
