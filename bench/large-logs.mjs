// Reading a log of 1 GiB with few events, and one of a million events, against what people search logs with.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { writeDenseLog, writeLargeLog } from './large-log.mjs';
import { interleave, piped, printRows, timeCommand } from './measure.mjs';

/** ripgrep's plain search, where it is installed; says so where it is not. */
function ripgrep(file) {
  if (spawnSync('rg', ['--version']).error) {
    console.log('\nripgrep is not installed: left out');
    return {};
  }
  return { 'rg -F': () => timeCommand(piped(['rg', '-F', 'Debug I/O port', file])) };
}

/** Highest resident memory of a command, in MiB; null where /usr/bin/time is not there. */
function peakMiB(command) {
  if (!existsSync('/usr/bin/time')) return null;
  const { stderr } = spawnSync('/usr/bin/time', ['-f', 'peak %M', ...command], {
    encoding: 'utf8',
    stdio: 'pipe',
    maxBuffer: 1 << 30,
  });
  return Math.round(Number(/peak (\d+)/.exec(stderr)?.[1]) / 1024);
}

export async function benchLargeLogs({ folder, bin, rounds }) {
  const node = process.execPath;
  const large = path.join(folder, 'large.log');
  const dense = path.join(folder, 'dense.log');
  writeLargeLog(large);
  writeDenseLog(dense);
  const grep = (file) => () => timeCommand(piped(['grep', '-F', 'Debug I/O port', file]));
  const parse = (file) => () => timeCommand(piped([node, bin, 'parse', '--csv', file]));
  const awk = `grep -F 'Debug I/O port' ${dense} | awk '{ t = $(NF-1); print t, t - last; last = t }' | cat >/dev/null`;
  const largeRows = await interleave(
    { 'grep -F': grep(large), ...ripgrep(large), 'boottrace parse --csv': parse(large) },
    rounds,
  );
  printRows('1 GiB log, one event in 2,000 lines', 'ms', largeRows);
  const pipeline = () => timeCommand(['sh', '-c', awk]);
  const denseRows = await interleave(
    { 'grep | awk': pipeline, 'boottrace parse --csv': parse(dense) },
    rounds,
  );
  printRows('one million events', 'ms', denseRows);
  const memory = {
    largeMiB: peakMiB([node, bin, 'parse', '--csv', large]),
    nodeMiB: peakMiB([node, '-e', '0']),
  };
  console.log(`\npeak memory: ${memory.largeMiB} MiB for the 1 GiB log, ${memory.nodeMiB} MiB for node -e 0`);
  return { largeLog: largeRows, denseLog: denseRows, memory };
}
