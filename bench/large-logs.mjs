// Reading a log of 1 GiB with few events, and one of a million events, against what people search logs with.
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { writeDenseLog, writeLargeLog } from './large-log.mjs';
import { interleave, peakMiB, piped, printRows, timeShell } from './measure.mjs';

const NEEDLE = 'Debug I/O port';
const SIZES = { bytes: 2 ** 30, events: 1_000_000 };
const SHORT_SIZES = { bytes: 2 ** 26, events: 50_000 };

/** ripgrep's plain search, where it is installed; says so where it is not. */
function ripgrep(file) {
  if (spawnSync('rg', ['--version']).error) {
    console.log('\nripgrep is not installed: left out');
    return {};
  }
  const search =
    (...flags) =>
    () =>
      timeShell(piped(['rg', '-F', ...flags, NEEDLE, file]));
  return { 'rg -F': search(), 'rg -F -n, which counts lines': search('-n') };
}

export async function benchLargeLogs({ folder, bin, rounds, short }) {
  const { bytes, events } = short ? SHORT_SIZES : SIZES;
  const node = process.execPath;
  const large = path.join(folder, 'large.log');
  const dense = path.join(folder, 'dense.log');
  writeLargeLog(large, { bytes });
  writeDenseLog(dense, { events });
  const parse = (file) => () => timeShell(piped([node, bin, 'parse', '--csv', file]));
  const largeRows = await interleave(
    {
      ...ripgrep(large),
      'grep -F': () => timeShell(piped(['grep', '-F', NEEDLE, large])),
      'boottrace parse --csv': parse(large),
    },
    rounds,
  );
  const awk = `grep -F '${NEEDLE}' ${dense} | awk '{ t = $(NF-1); print t, t - last; last = t }' | cat >/dev/null`;
  const denseRows = await interleave(
    { 'grep | awk': () => timeShell(awk), 'boottrace parse --csv': parse(dense) },
    rounds,
  );
  const largeLog = printRows(`log of ${bytes / 2 ** 20} MiB, one event in 2,000 lines`, 'ms', largeRows);
  const denseLog = printRows(`log of ${events} events`, 'ms', denseRows);
  const memory = {
    largeMiB: peakMiB([node, bin, 'parse', '--csv', large]),
    nodeMiB: peakMiB([node, '-e', '0']),
  };
  console.log(`\npeak memory: ${memory.largeMiB} MiB for the large log, ${memory.nodeMiB} MiB for node -e 0`);
  return { largeLog, denseLog, memory };
}
