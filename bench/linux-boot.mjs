// Process start to the first program of a Linux guest, in the nested lab: boottrace against QEMU's microvm and pc, the
// same kernel, initramfs and command line, interleaved in one boot of the lab.
import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { runInLab } from '../test/lab/lab.mjs';
import { compare, mapValues, printRows } from './measure.mjs';

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
  const rows = compare(mapValues(results, (runs) => runs.map(({ atSign }) => atSign)));
  const version = execFileSync(QEMU, ['--version'], { encoding: 'utf8' }).split('\n')[0];
  return {
    linuxBoot: printRows('Linux in the lab: process start to its first program', 'ms', rows, version),
  };
}
