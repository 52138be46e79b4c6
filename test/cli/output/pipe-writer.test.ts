import { execFileSync, spawn } from 'node:child_process';
import { closeSync, constants, openSync, readSync } from 'node:fs';
import { beforeEach, expect, test } from 'vitest';
import { PipeWriter } from '../../../src/cli/output/pipe-writer.js';
import { temporaryFolder } from '../../helpers/temporary-folder.js';

const folder = temporaryFolder();
let pipe: string;
let errors: string[];
const onError = (error: unknown) => void errors.push((error as Error).message);
const openReader = () => openSync(pipe, constants.O_RDONLY | constants.O_NONBLOCK);
/** Far more than a pipe holds. */
const LINE = Buffer.from(`${'x'.repeat(99)}\n`);
const LINES = 20_000;

beforeEach(() => {
  pipe = folder.file('pipe');
  execFileSync('mkfifo', [pipe]);
  errors = [];
});

test('needs a reader', () => {
  expect(() => new PipeWriter(pipe, onError)).toThrow(/ENXIO/);
});

test('a slow reader gets every byte, in order, and the end', async () => {
  const reader = spawn('sh', ['-c', `sleep 0.3; cat "${pipe}"`], { stdio: ['ignore', 'pipe', 'inherit'] });
  const held = openReader();
  const writer = new PipeWriter(pipe, onError);
  const text: Buffer[] = [];
  const ended = new Promise((resolve) => reader.stdout.on('end', resolve));
  reader.stdout.on('data', (chunk: Buffer) => text.push(chunk));
  const bytes = Buffer.alloc(8);
  for (let line = 0; line < LINES; line += 1) {
    bytes.write(`${String(line).padStart(7)}\n`);
    writer.write(bytes);
    writer.write(LINE);
  }
  await writer.close({ stallMs: 20_000 });
  await ended;
  closeSync(held);
  expect(errors).toEqual([]);
  const lines = Buffer.concat(text).toString().split('\n');
  expect(lines).toHaveLength(2 * LINES + 1);
  expect(
    lines
      .filter((_, at) => at % 2 === 0)
      .slice(0, -1)
      .map(Number),
  ).toEqual(Array.from({ length: LINES }, (_, line) => line));
});

test('a reader that takes nothing ends the wait, and sooner once the user wants it to', async () => {
  for (const signal of [undefined, AbortSignal.abort()]) {
    const reader = openReader();
    const writer = new PipeWriter(pipe, onError);
    for (let line = 0; line < LINES; line += 1) writer.write(LINE);
    await writer.close({ stallMs: signal === undefined ? 100 : 60_000, signal });
    closeSync(reader);
  }
  expect(errors).toEqual([
    `cannot write ${pipe}: its reader has taken nothing for 0.1 s`,
    `cannot write ${pipe}: its reader has taken nothing for 2 s`,
  ]);
});

test('what waits for a reader does not fill memory', async () => {
  const reader = openReader();
  const writer = new PipeWriter(pipe, onError);
  const piece = new Uint8Array(2 ** 20);
  for (let count = 0; count < 70; count += 1) writer.write(piece);
  expect(errors).toEqual([expect.stringMatching(/^cannot write \S+: \d+ bytes are waiting for its reader$/)]);
  await writer.close({ stallMs: 60_000 });
  closeSync(reader);
});

test('a reader that goes away is said once', async () => {
  const reader = openReader();
  const writer = new PipeWriter(pipe, onError);
  writer.write(LINE);
  await expect.poll(() => readSync(reader, Buffer.alloc(LINE.length))).toBe(LINE.length);
  closeSync(reader);
  writer.write(LINE);
  writer.write(LINE);
  await writer.close({ stallMs: 60_000 });
  expect(errors).toEqual([expect.stringContaining('EPIPE')]);
});
