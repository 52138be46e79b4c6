// Disks in the nested lab: a read of the guest's, one after another and here and there, against QEMU's microvm; and the
// whole chain from a BIOS over a boot loader to userspace against QEMU's pc.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { buildBootDisk, buildDiskInitramfs } from '../test/lab/boot-disk.mjs';
import { runInLab } from '../test/lab/lab.mjs';
import { compare, mapValues, printRows } from './measure.mjs';

const QEMU = '/usr/bin/qemu-system-x86_64';

export async function benchDisks({ root, folder, rounds }) {
  const images = path.join(folder, 'images');
  mkdirSync(images);
  const reader = path.join(folder, 'disk-read');
  execFileSync('cc', ['-O2', '-static', '-o', reader, path.join(root, 'bench', 'lab', 'disk-read.c')]);
  const initramfs = path.join(images, 'disk-initrd.gz');
  buildDiskInitramfs(folder, initramfs, { 'disk-read': reader });
  buildBootDisk(folder, initramfs, path.join(images, 'boot-disk.raw'));
  const { exitCode, folder: results } = await runInLab({
    script: `/usr/bin/node /lab/disk-race.mjs ${rounds}\n`,
    files: { qemu: QEMU },
    folders: {
      images,
      'qemu-data': '/usr/share/qemu',
      seabios: '/usr/share/seabios',
      'disk-race.mjs': path.join(root, 'bench', 'lab', 'disk-race.mjs'),
    },
    onOutput: (chunk) => process.stderr.write(chunk),
    timeoutS: 300 * (rounds + 1),
  });
  if (exitCode !== 0) throw new Error(`the race ended with ${exitCode}`);
  const { reads, boots } = JSON.parse(readFileSync(path.join(results, 'race.json'), 'utf8'));
  rmSync(results, { recursive: true });
  const version = execFileSync(QEMU, ['--version'], { encoding: 'utf8' }).split('\n')[0];
  const of = (name) => compare(mapValues(reads, (runs) => runs.map((figures) => figures[name] / 1e6)));
  const [sequential, random, chain] = [of('sequential'), of('random'), compare(boots)];
  return {
    diskSequential: printRows(
      'Disk in the lab: reads of 128 KiB, one after another',
      'ms',
      sequential,
      version,
    ),
    diskRandom: printRows('Disk in the lab: reads of 4 KiB, here and there', 'ms', random, version),
    biosChain: printRows(
      'BIOS chain in the lab: process start to userspace with its disk',
      'ms',
      chain,
      version,
    ),
  };
}
