import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  closeSync,
  copyFileSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { ByteReading } from '../../../src/cli/input/byte-reading.js';
import { readBytes } from '../../../src/cli/input/follow-file.js';
import { openInput } from '../../../src/cli/input/open-input.js';
import { temporaryFolder } from '../../helpers/temporary-folder.js';

const { file: at } = temporaryFolder();

async function followFile(path: string, reading: ByteReading): Promise<void> {
  await readBytes(path, await openInput(path), reading, { follow: true });
}

/** Follows a file while `act` changes it; `until` waits for what has been read to hold a text. */
async function follow(path: string, act: (until: (text: string) => Promise<void>) => Promise<void>) {
  const controller = new AbortController();
  const findings: string[] = [];
  let read = '';
  const done = followFile(path, {
    signal: controller.signal,
    sink: (chunk) => {
      read += Buffer.from(chunk).toString();
    },
    onFinding: ({ code }) => findings.push(code),
    onNewContent: () => {
      if (!read.endsWith('\n')) read += '\n';
    },
  });
  const until = async (text: string): Promise<void> => {
    for (let waited = 0; !read.includes(text); waited += 10) {
      if (waited > 5000) throw new Error(`"${text}" never came; read so far: ${read}`);
      await setTimeout(10);
    }
  };
  try {
    await act(until);
  } finally {
    controller.abort();
  }
  await done;
  return { read, findings };
}

describe('readBytes', () => {
  it('reads what is there and what is added, until aborted', async () => {
    writeFileSync(at('a.log'), 'one\n');
    const { read, findings } = await follow(at('a.log'), async (until) => {
      await until('one');
      appendFileSync(at('a.log'), 'tw');
      await until('tw');
      appendFileSync(at('a.log'), 'o\n');
      await until('two\n');
    });
    expect(read).toBe('one\ntwo\n');
    expect(findings).toEqual([]);
  });

  it('survives rotation by renaming, and loses no line of the old file', async () => {
    writeFileSync(at('a.log'), 'one\n');
    const { read, findings } = await follow(at('a.log'), async (until) => {
      await until('one');
      renameSync(at('a.log'), at('a.log.1'));
      appendFileSync(at('a.log.1'), 'two\n');
      await until('two');
      writeFileSync(at('a.log'), 'three\n');
      await until('three');
    });
    expect(read).toBe('one\ntwo\nthree\n');
    expect(findings).toEqual(['log-rotated']);
  });

  it('stays with the old file while the new one is empty, as its writer does', async () => {
    writeFileSync(at('a.log'), 'one\n');
    const { read, findings } = await follow(at('a.log'), async (until) => {
      await until('one');
      renameSync(at('a.log'), at('a.log.1'));
      writeFileSync(at('a.log'), '');
      await setTimeout(150);
      appendFileSync(at('a.log.1'), 'two\n');
      await until('two');
    });
    expect(read).toBe('one\ntwo\n');
    expect(findings).toEqual([]);
  });

  it('survives truncation, and keeps a cut line from running into the next', async () => {
    writeFileSync(at('a.log'), 'one\nhalf a li');
    const { read, findings } = await follow(at('a.log'), async (until) => {
      await until('half');
      truncateSync(at('a.log'));
      await setTimeout(150);
      appendFileSync(at('a.log'), 'new\n');
      await until('new');
    });
    expect(read).toBe('one\nhalf a li\nnew\n');
    expect(findings).toEqual(['log-truncated']);
  });

  it('waits when the file is gone', async () => {
    writeFileSync(at('a.log'), 'one\n');
    const { read } = await follow(at('a.log'), async (until) => {
      await until('one');
      renameSync(at('a.log'), at('b.log'));
      await setTimeout(120);
      writeFileSync(at('a.log'), 'two\n');
      await until('two');
    });
    expect(read).toBe('one\ntwo\n');
  });

  it('notices new content that is as long as the old, and longer', async () => {
    writeFileSync(at('a.log'), '0.1 one\n');
    const { read, findings } = await follow(at('a.log'), async (until) => {
      await until('one');
      // In place, as copytruncate does, and so fast that nobody sees it empty.
      writeFileSync(at('a.log'), '0.2 two\n');
      await until('two');
      writeFileSync(at('a.log'), '0.3 three\n0.4 four\n');
      await until('four');
    });
    expect(read).toBe('0.1 one\n0.2 two\n0.3 three\n0.4 four\n');
    expect(findings).toEqual(['log-truncated', 'log-truncated']);
  });

  it('passes over the hole that a writer leaves who does not append', async () => {
    const writer = openSync(at('a.log'), 'w');
    writeSync(writer, 'one\n');
    const { read, findings } = await follow(at('a.log'), async (until) => {
      await until('one');
      copyFileSync(at('a.log'), at('a.log.1'));
      ftruncateSync(writer);
      writeSync(writer, 'two\n');
      await until('two');
      writeSync(writer, 'three\n');
      await until('three');
    });
    closeSync(writer);
    expect(read).toBe('one\ntwo\nthree\n');
    expect(findings).toEqual(['log-truncated']);
  });

  it.each([
    ['nothing', () => undefined],
    ['a folder', () => mkdirSync(at('a.log'))],
    ['a link to itself', () => symlinkSync('a.log', at('a.log'))],
    ['a pipe', () => void execFileSync('mkfifo', [at('a.log')])],
  ])(
    'keeps what it has when %s has the name, says so at the end, and reads a later file',
    async (_, take) => {
      writeFileSync(at('a.log'), 'one\n');
      const gone = await follow(at('a.log'), async (until) => {
        await until('one');
        renameSync(at('a.log'), at('b.log'));
        take();
        await setTimeout(150);
        appendFileSync(at('b.log'), 'two\n');
        await until('two');
      });
      expect(gone).toEqual({ read: 'one\ntwo\n', findings: ['log-removed'] });
      rmSync(at('a.log'), { recursive: true, force: true });
      writeFileSync(at('a.log'), 'one\n');
      const back = await follow(at('a.log'), async (until) => {
        await until('one');
        rmSync(at('a.log'));
        take();
        await setTimeout(120);
        rmSync(at('a.log'), { recursive: true, force: true });
        writeFileSync(at('a.log'), 'two\n');
        await until('two');
      });
      expect(back).toEqual({ read: 'one\ntwo\n', findings: ['log-rotated'] });
    },
  );

  it('needs a file to begin with, and hands on what the sink throws', async () => {
    const reading = { sink: () => {}, onFinding: () => {} };
    await expect(followFile(at('missing'), reading)).rejects.toMatchObject({ code: 'unreadable' });
    writeFileSync(at('a.log'), 'one\n');
    const refuse = (): never => {
      throw new Error('enough');
    };
    await expect(followFile(at('a.log'), { ...reading, sink: refuse })).rejects.toThrow('enough');
  });
});
