import { chmodSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  describeExit,
  describeMissing,
  findProgram,
  ProgramText,
  programVersion,
  startProgram,
} from '../../src/engines/program.js';
import { temporaryFolder } from '../helpers/temporary-folder.js';

const folder = temporaryFolder();

function script(name: string, body: string, mode = 0o755): string {
  const file = folder.write(name, `#!/bin/sh\n${body}\n`);
  chmodSync(file, mode);
  return file;
}

describe('a program', () => {
  test('is found by the search path, if it can be run', () => {
    const file = script('engine', 'exit 0');
    script('text', 'exit 0', 0o644);
    const searchPath = `/nowhere:${path.dirname(file)}:`;
    expect(findProgram('engine', searchPath)).toBe(file);
    expect(findProgram('text', searchPath)).toBeNull();
    expect(findProgram('absent', searchPath)).toBeNull();
    expect(findProgram(file, '')).toBe(file);
    expect(findProgram(path.dirname(file), '')).toBeNull();
    expect(findProgram('engine', '')).toBeNull();
  });

  test('that is missing is named: the one that was chosen, or the usual one', () => {
    const wanted = { title: 'QEMU', program: 'qemu-system-x86_64', variable: 'BOOTTRACE_QEMU' };
    expect(describeMissing(wanted, {})).toBe('QEMU is not installed: no qemu-system-x86_64');
    expect(describeMissing(wanted, { BOOTTRACE_QEMU: '/opt/q' })).toContain('BOOTTRACE_QEMU names /opt/q');
  });

  test('says its version, or nothing', async () => {
    expect(await programVersion(script('good', 'echo "engine 1.2"; echo more'))).toBe('engine 1.2');
    expect(await programVersion(script('bad', 'exit 3'))).toBeNull();
    expect(await programVersion('/nowhere/engine')).toBeNull();
  });

  test('is started with what it inherits, in a session of its own, and its end is told', async () => {
    const file = script(
      'engine',
      'echo "$1:$(ps -o sid= -p $$ 2>/dev/null || cut -d" " -f6 /proc/$$/stat)"; exit 7',
    );
    const { child, exit } = startProgram(file, ['word'], ['ignore', 'pipe', 'ignore']);
    let text = '';
    child.stdout!.on('data', (chunk: Buffer) => {
      text += chunk;
    });
    const ended = await exit;
    expect(ended).toEqual({ exitCode: 7, signal: null });
    expect(describeExit(ended)).toBe('exit code 7');
    expect(
      text
        .trim()
        .split(':')
        .map((part) => part.trim()),
    ).toEqual(['word', String(child.pid)]);
  });

  test('that is killed says by what', async () => {
    const { exit, kill } = startProgram(script('engine', 'exec sleep 60'), [], 'ignore');
    kill('SIGKILL');
    expect(describeExit(await exit)).toBe('signal SIGKILL');
  });

  test('that cannot be started is an error, not a crash', async () => {
    // Where setpriv is there, it is what fails.
    const { exit } = startProgram('/nowhere/engine', [], 'ignore');
    const ended = await exit.catch((error: Error) => error.message);
    expect(ended).toSatisfy((value: unknown) =>
      typeof value === 'string' ? value.includes('ENOENT') : (value as { exitCode: number }).exitCode !== 0,
    );
  });
});

describe('the text of a program', () => {
  test('comes in lines and is kept only to a limit', () => {
    const lines: string[] = [];
    const text = new ProgramText((line) => lines.push(line));
    text.push('one\ntw');
    text.push('o\n\nthree');
    expect(lines).toEqual(['one', 'two', '']);
    expect(text.lastLines(2)).toEqual(['two', 'three']);
    for (let round = 0; round < 100; round++) text.push('x'.repeat(10_000));
    expect(text.lastLines(9).join('').length).toBeLessThan(70_000);
  });
});
