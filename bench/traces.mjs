// What the runner recorded: the codes of a trace file that `--save` wrote, and of what bench/exit-loop.c wrote.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';

/** Boots an image in the bundled runner: times of its codes, and of its creation and first entry. */
export function bootImage(image, { bin, folder, args = [] }) {
  const trace = path.join(folder, 'trace.ndjson');
  const flags = ['--firmware', image, '--save', trace, '--json', '--output', '/dev/null', ...args];
  execFileSync(process.execPath, [bin, 'run', ...flags]);
  const items = readFileSync(trace, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  const timesOf = (test) =>
    items.filter(({ event }) => event && test(event)).map(({ event }) => event.timeNs);
  return {
    codesNs: timesOf(({ kind }) => kind === 'code'),
    entryNs: timesOf(({ phase }) => phase === 'guest-entry')[0],
    vmmStartNs: items.find(({ kind }) => kind === 'boot').vmmStartNs,
  };
}

/** Builds the peer in C. */
export function buildExitLoop({ root, folder }) {
  const program = path.join(folder, 'exit-loop');
  execFileSync('cc', ['-O2', '-o', program, path.join(root, 'bench', 'exit-loop.c')]);
  return program;
}

/** Boots an image in the peer: times of its codes, and the rate of the guest's clock. `console`: file for its text. */
export function bootInC(program, image, { folder, console = '/dev/null' }) {
  const file = path.join(folder, 'times.bin');
  const { tscKhz } = JSON.parse(execFileSync(program, [image, file, console], { encoding: 'utf8' }));
  return { codesNs: [...wordsOf(file)].map(Number), tscKhz };
}

/** A file of 64-bit numbers. */
export function wordsOf(file) {
  const { buffer, byteOffset, length } = readFileSync(file);
  return new BigUint64Array(buffer.slice(byteOffset, byteOffset + length));
}

/** Differences of consecutive numbers. */
export function differences(values) {
  return values.slice(1).map((value, at) => value - values[at]);
}
