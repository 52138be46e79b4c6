// A program that is killed when it prints nothing for too long, and started once more: an emulator that hangs now and then.
import { spawn } from 'node:child_process';

/** How much of what a program printed last is quoted. */
const TAIL_CHARACTERS = 200;

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
 * Runs a program that may fall silent once: then `warn` hears of it and the program is started anew.
 * @param options.prepare makes what the program finds; called before each start
 * @param options.onOutput hears each piece of text; NUL bytes are signs of life and left out
 * @returns what the last start printed
 * @throws Error when it falls silent twice, or takes longer than `timeoutS`
 */
export async function runUnlessSilentTwice(command, { name, prepare, onOutput, warn, silenceS, timeoutS }) {
  for (let attempt = 1; ; attempt++) {
    prepare();
    let output = '';
    const record = (chunk) => {
      const text = chunk.replaceAll('\0', '');
      output += text;
      if (text !== '') onOutput(text);
    };
    const end = await runWatched(command, { onOutput: record, silenceS, timeoutS });
    if (end === 'ended') return output;
    const what =
      end === 'silent'
        ? `${name} printed nothing for ${silenceS} s`
        : `${name} did not end within ${timeoutS} s`;
    const last = output.trimEnd().slice(-TAIL_CHARACTERS);
    const how = `${what}${attempt === 2 && end === 'silent' ? ', twice' : ''}; it was killed. Its last words: ${last === '' ? 'none' : last}`;
    if (end === 'timeout' || attempt === 2) throw new Error(how);
    warn(`warning: ${how.replaceAll(/\s+/g, ' ')}. It is started once more.\n`);
  }
}
