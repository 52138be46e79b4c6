// Process start to the first program of a Linux guest, in the nested lab: boottrace against QEMU's microvm and pc, the
// same kernel, initramfs and command line, interleaved in one boot of the lab.
import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { runInLab } from '../test/lab/lab.mjs';
import { median, printRows } from './measure.mjs';

const QEMU = '/usr/bin/qemu-system-x86_64';

export async function benchLinuxBoot({ root, rounds }) {
  const { exitCode, folder } = await runInLab({
    script: `/usr/bin/node /lab/boot-race.mjs ${rounds}\n`,
    files: { qemu: QEMU },
    folders: {
      'qemu-data': '/usr/share/qemu',
      seabios: '/usr/share/seabios',
      'boot-race.mjs': path.join(root, 'bench', 'lab', 'boot-race.mjs'),
    },
    onOutput: (chunk) => process.stderr.write(chunk),
  });
  if (exitCode !== 0) throw new Error(`the race ended with ${exitCode}`);
  const results = JSON.parse(readFileSync(path.join(folder, 'race.json'), 'utf8'));
  rmSync(folder, { recursive: true });
  const [base] = Object.keys(results);
  const rows = Object.entries(results).map(([name, runs]) => {
    const values = runs.map(({ atSign }) => atSign);
    const ratio = median(values.map((value, round) => value / results[base][round].atSign));
    return { name, values, median: median(values), ratio };
  });
  const version = execFileSync(QEMU, ['--version'], { encoding: 'utf8' }).split('\n')[0];
  printRows('Linux in the lab: process start to its first program', 'ms', rows, version);
  return { linuxBoot: rows };
}
