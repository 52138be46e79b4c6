import { execFileSync, spawn } from 'node:child_process';
import { appendFileSync, createWriteStream, mkdirSync, writeFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { followBytes, readBytes } from '../../../src/cli/input/input-bytes.js';
import { temporaryFolder } from '../../helpers/temporary-folder.js';

const { file: at } = temporaryFolder();
const TEXT = 'some text\n'.repeat(200_000);

async function read(path: string, mode: typeof readBytes = readBytes, signal?: AbortSignal) {
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
    const reading = read(at('pipe'), readBytes, controller.signal);
    const writer = createWriteStream(at('pipe'));
    writer.write('one\ntwo\n');
    await setTimeout(100);
    controller.abort();
    expect((await reading).text).toBe('one\ntwo\n');
    writer.on('error', () => {});
    writer.destroy();
  });

  it('refuses folders and files that are not there', async () => {
    mkdirSync(at('folder'));
    await expect(read(at('folder'))).rejects.toMatchObject({ code: 'is-a-folder', exitCode: 2 });
    await expect(read(at('missing'))).rejects.toMatchObject({ code: 'unreadable', exitCode: 2 });
    await expect(read(at('missing'), followBytes)).rejects.toMatchObject({ code: 'unreadable', exitCode: 2 });
  });
});

describe('followBytes', () => {
  it('reads a compressed file to its end, since it cannot grow', async () => {
    writeFileSync(at('a.log.gz'), gzipSync(TEXT));
    expect((await read(at('a.log.gz'), followBytes)).text === TEXT).toBe(true);
  });

  it('goes on with a plain file until aborted', async () => {
    writeFileSync(at('a.log'), 'one\n');
    const controller = new AbortController();
    const reading = read(at('a.log'), followBytes, controller.signal);
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
  const source = new URL('../../../src/cli/input/input-bytes.ts', import.meta.url).href;
  writeFileSync(
    script,
    `import { readBytes } from ${JSON.stringify(source)};
let n = 0;
await readBytes('-', { sink: (c) => { n += c.length; }, onFinding: (f) => console.log(f.code) });
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
