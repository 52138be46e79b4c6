/** The watch over the lab's emulator, with a stand-in that hangs as often as it is told to. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { temporaryFolder } from './temporary-folder.js';
import { runUnlessBrokenTwice, runWatched } from './watched-program.mjs';

const folder = temporaryFolder();

/** Counts its starts in a file; hangs after its first line, or does what `fault` is, in the first `faults` of them. */
function standIn(faults: number, fault = 'exec sleep 600'): readonly string[] {
  const script = `echo >> "$1"; echo "start $(wc -l < "$1")"; [ $(wc -l < "$1") -gt ${faults} ] || ${fault}; echo done`;
  return ['sh', '-c', script, 'sh', folder.file('starts')];
}

function run(command: readonly string[], { silenceS = 1, timeoutS = 60 } = {}) {
  const warnings: string[] = [];
  const heard: string[] = [];
  let prepared = 0;
  let done = false;
  const output = runUnlessBrokenTwice(command, {
    name: 'the stand-in',
    prepare: () => {
      prepared++;
      done = false;
    },
    isDone: () => done,
    onOutput: (text) => {
      heard.push(text);
      done ||= text.includes('done');
    },
    warn: (line) => warnings.push(line),
    silenceS,
    timeoutS,
  });
  return { output, warnings, heard, prepared: () => prepared };
}

const starts = () => readFileSync(folder.file('starts'), 'utf8').length;

describe('a program that is watched', () => {
  test('and does not hang is started once, without a word', async () => {
    const { output, warnings, prepared } = run(standIn(0), { silenceS: 60 });
    expect(await output).toBe('start 1\ndone\n');
    expect({ warnings, starts: starts(), prepared: prepared() }).toEqual({
      warnings: [],
      starts: 1,
      prepared: 1,
    });
  });

  test('and hangs once is started once more, and a warning says so', async () => {
    const { output, warnings, heard, prepared } = run(standIn(1), { silenceS: 2 });
    expect(await output).toBe('start 2\ndone\n');
    expect(warnings).toEqual([
      'warning: the stand-in printed nothing for 2 s and was killed. Its last words: start 1. It is started once more.\n',
    ]);
    expect(heard.join('')).toBe('start 1\nstart 2\ndone\n');
    expect(prepared()).toBe(2);
  });

  test('and hangs twice has failed', async () => {
    const { output, warnings } = run(standIn(2));
    await expect(output).rejects.toThrow(
      'the stand-in printed nothing for 1 s and was killed, in a second start too. Its last words: start 2',
    );
    expect(warnings).toHaveLength(1);
    expect(starts()).toBe(2);
  });

  test('and ends once before its work is done is started once more, and a warning says so', async () => {
    const { output, warnings } = run(standIn(1, 'exit'), { silenceS: 60 });
    expect(await output).toBe('start 2\ndone\n');
    expect(warnings).toEqual([
      'warning: the stand-in ended before its work was done. Its last words: start 1. It is started once more.\n',
    ]);
  });

  test('and does so twice has failed', async () => {
    const { output, warnings } = run(standIn(2, 'exit'), { silenceS: 60 });
    await expect(output).rejects.toThrow('ended before its work was done, in a second start too.');
    expect(warnings).toHaveLength(1);
  });

  test('and takes too long has failed, and is not tried again', async () => {
    const { output, warnings } = run(['sh', '-c', 'while sleep 0.1; do echo x; done'], {
      silenceS: 30,
      timeoutS: 1,
    });
    await expect(output).rejects.toThrow('the stand-in did not end within 1 s and was killed.');
    expect(warnings).toEqual([]);
  });

  test('shows its life by NUL bytes, which nobody sees', async () => {
    const beats = "for beat in 1 2 3 4 5 6; do sleep 0.5; printf '\\000'; done; echo done";
    const { output, heard, warnings } = run(['sh', '-c', beats], { silenceS: 2 });
    expect(await output).toBe('done\n');
    expect({ heard, warnings }).toEqual({ heard: ['done\n'], warnings: [] });
  });

  test('and is not there is an error of the start', async () => {
    const options = { onOutput: () => undefined, silenceS: 1, timeoutS: 1 };
    await expect(runWatched(['/nowhere/qemu'], options)).rejects.toThrow('ENOENT');
  });
});
