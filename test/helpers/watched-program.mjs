// A program that is killed when it prints nothing for too long, and started once more: an emulator that hangs or crashes now and then.
import { spawn } from 'node:child_process';

/** How much of what a program printed last is quoted. */
const TAIL_CHARACTERS = 2000;

/**
 * @param {readonly string[]} command program and arguments
 * @returns how it ended: by itself, or killed after `silenceS` without output or `timeoutS` in all
 */
export function runWatched([program, ...args], { onOutput, silenceS, timeoutS }) {
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  let end = 'ended';
  const kill = (why) => {
    end = why;
    child.kill('SIGKILL');
  };
  const timeout = setTimeout(() => kill('timeout'), timeoutS * 1000);
  const silence = setTimeout(() => kill('silent'), silenceS * 1000);
  child.stdout.setEncoding('utf8').on('data', (chunk) => {
    silence.refresh();
    onOutput(chunk);
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', () => resolve(end));
  }).finally(() => {
    clearTimeout(timeout);
    clearTimeout(silence);
  });
}

/**
 * Runs a program that may fall silent or crash once: then `warn` hears of it and the program is started anew.
 * @param options.prepare makes what the program finds; called before each start
 * @param options.isDone whether a program that ended had done its work before
 * @param options.onOutput hears each piece of text; NUL bytes are signs of life and left out
 * @returns what the last start printed
 * @throws Error when it falls silent or crashes a second time, or takes longer than `timeoutS`
 */
export async function runUnlessBrokenTwice(
  command,
  { name, prepare, isDone, onOutput, warn, silenceS, timeoutS },
) {
  for (let attempt = 1; ; attempt++) {
    prepare();
    let output = '';
    const record = (chunk) => {
      const text = chunk.replaceAll('\0', '');
      output += text;
      if (text !== '') onOutput(text);
    };
    const end = await runWatched(command, { onOutput: record, silenceS, timeoutS });
    if (end === 'ended' && isDone()) return output;
    const what = {
      ended: `${name} ended before its work was done`,
      silent: `${name} printed nothing for ${silenceS} s and was killed`,
      timeout: `${name} did not end within ${timeoutS} s and was killed`,
    }[end];
    const again = attempt === 2 && end !== 'timeout' ? ', in a second start too' : '';
    const last = output.trimEnd().slice(-TAIL_CHARACTERS);
    const how = `${what}${again}. Its last words: ${last === '' ? 'none' : last}`;
    if (end === 'timeout' || attempt === 2) throw new Error(how);
    warn(`warning: ${how.replaceAll(/\s+/g, ' ')}. It is started once more.\n`);
  }
}
