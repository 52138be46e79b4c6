import { closeSync, mkdirSync, openSync, writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { CHUNK_BYTES, openInput, readToEnd, unreadable } from '../../../src/cli/input/file-bytes.js';
import { temporaryFolder } from '../../helpers/temporary-folder.js';

const { file: at } = temporaryFolder();

async function readAll(path: string, signal?: AbortSignal) {
  const fd = openInput(path);
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
  const { total, bytes } = await readAll(at('a'));
  expect(total).toBe(content.length);
  expect(bytes.equals(content)).toBe(true);
});

it('reads into the room that there is, and passes on what it read there', async () => {
  writeFileSync(at('a'), 'abcdefgh');
  const rooms = [Buffer.alloc(3), null, Buffer.alloc(4)];
  const seen: string[] = [];
  const fd = openInput(at('a'));
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
  const { total } = await readAll(at('a'), controller.signal);
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
  expect(findings).toEqual(['Reading stopped: illegal operation on a directory; what came before was kept.']);
});

it('says what is wrong with a file that cannot be opened, and what to do', () => {
  expect(() => openInput(at('missing'))).toThrow(
    expect.objectContaining({
      code: 'unreadable',
      exitCode: 2,
      message: `cannot read ${at('missing')}: no such file or directory`,
    }),
  );
  const denied = Object.assign(new Error('x'), { code: 'EACCES', errno: -13 });
  expect(unreadable('a.log', denied)).toMatchObject({
    message: 'cannot read a.log: permission denied',
    nextSteps: ['Get permission to read it: ls -l a.log'],
  });
  expect(unreadable('a.log', new Error('odd')).nextSteps).toEqual([]);
});
