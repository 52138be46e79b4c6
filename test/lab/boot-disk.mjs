// A disk as a distribution makes them, built with Debian's tools and without mounting anything: GRUB in the master boot
// record and the gap behind it, one partition with an ext4 file system, in it GRUB's configuration, a kernel and an
// initramfs. `node test/lab/boot-disk.mjs FILE` builds the one of the lab, to be tried by hand.
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { debianKernel } from './kernel.mjs';
import { cpio, folderWithBusybox, labCache, ROOT } from './lab.mjs';

const HERE = import.meta.dirname;
const GRUB = '/usr/lib/grub/i386-pc';
const SECTOR = 512;
/** Where the first partition begins since disks have more than one sector of cache: 1 MiB. */
export const PARTITION_SECTOR = 2048;
const PARTITION_SECTORS = 47 * 2048;
const LINUX_PARTITION = 0x83;
/** What the boot sector has for code; the partition table follows. */
const BOOT_CODE_SIZE = 440;
const PARTITION_TABLE = 446;

/** What GRUB needs to find its configuration and do what it says; `iorw` has `outb`. */
const GRUB_MODULES = ['biosdisk', 'part_msdos', 'ext2', 'normal', 'linux', 'iorw', 'echo'];

/** Debian packages that the disk is built with, beside the lab's own. */
export const BOOT_DISK_PACKAGES = [
  ['grub-pc-bin', path.join(GRUB, 'boot.img')],
  ['grub-common', 'grub-mkimage'],
];

/** Modules of Debian's cloud kernel, in the order in which they have to be loaded. */
const GUEST_MODULES = [
  'drivers/virtio/virtio_ring',
  'drivers/virtio/virtio',
  'drivers/virtio/virtio_pci_legacy_dev',
  'drivers/virtio/virtio_pci_modern_dev',
  'drivers/virtio/virtio_pci',
  // For QEMU's microvm, whose disks are not on PCI.
  'drivers/virtio/virtio_mmio',
  'drivers/block/virtio_blk',
  'drivers/char/hw_random/virtio-rng',
];

/**
 * The initramfs of a guest with disks: busybox, the mark tool, virtio's modules and the script disk/init. `programs`: static
 * programs to bring along into /bin, by name.
 */
export function buildDiskInitramfs(work, file, programs = {}) {
  const kernel = debianKernel(labCache());
  const folder = folderWithBusybox(path.join(work, 'disk-guest'));
  mkdirSync(path.join(folder, 'modules'));
  GUEST_MODULES.forEach((module, index) => {
    const name = `${index}-${path.basename(module)}.ko`;
    copyFileSync(path.join(kernel.modules, `${module}.ko`), path.join(folder, 'modules', name));
  });
  copyFileSync(path.join(ROOT, 'samples', 'mark', 'mark'), path.join(folder, 'bin', 'mark'));
  copyFileSync(path.join(HERE, 'disk', 'init'), path.join(folder, 'init'));
  for (const [name, source] of Object.entries(programs)) copyFileSync(source, path.join(folder, 'bin', name));
  for (const program of ['bin/mark', 'init']) chmodSync(path.join(folder, program), 0o755);
  cpio(folder, file, { compress: true });
}

/** A folder as an ext4 file system. */
export function buildFileSystem(folder, file, size) {
  const features = '^has_journal,^metadata_csum,^64bit';
  execFileSync('mkfs.ext4', ['-q', '-F', '-O', features, '-L', 'lab', '-d', folder, file, size], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}

/** The entry of a partition table for one that may be booted; addresses by cylinder are not used any more. */
function partitionEntry(type, sectors) {
  const entry = Buffer.alloc(16);
  entry[0] = 0x80;
  entry[4] = type;
  entry.writeUInt32LE(PARTITION_SECTOR, 8);
  entry.writeUInt32LE(sectors, 12);
  return entry;
}

/** A first sector without code, with a table of one partition. */
export function bootSectorWithPartition(type, sectors) {
  const sector = Buffer.alloc(SECTOR);
  partitionEntry(type, sectors).copy(sector, PARTITION_TABLE);
  sector.writeUInt16LE(0xaa55, SECTOR - 2);
  return sector;
}

/** The sectors before the partition. GRUB's boot sector loads sector 1, which loads the rest from sector 2 on. */
function buildBootSectors(work) {
  const core = path.join(work, 'core.img');
  const prefix = '(hd0,msdos1)/boot/grub';
  execFileSync('grub-mkimage', ['-O', 'i386-pc', '-d', GRUB, '-p', prefix, '-o', core, ...GRUB_MODULES]);
  const image = readFileSync(core);
  const sectors = Buffer.alloc(PARTITION_SECTOR * SECTOR);
  if (image.length > sectors.length - SECTOR) throw new Error('GRUB does not fit before the partition');
  bootSectorWithPartition(LINUX_PARTITION, PARTITION_SECTORS).copy(sectors);
  readFileSync(path.join(GRUB, 'boot.img')).copy(sectors, 0, 0, BOOT_CODE_SIZE);
  image.copy(sectors, SECTOR);
  return sectors;
}

/** Builds the disk; `initramfs` is the one on it, as `buildDiskInitramfs` makes it. */
export function buildBootDisk(work, initramfs, file) {
  const root = path.join(work, 'disk-root');
  mkdirSync(path.join(root, 'boot', 'grub'), { recursive: true });
  copyFileSync(debianKernel(labCache()).image, path.join(root, 'boot', 'vmlinuz'));
  copyFileSync(initramfs, path.join(root, 'boot', 'initrd.gz'));
  cpSync(path.join(HERE, 'disk', 'grub.cfg'), path.join(root, 'boot', 'grub', 'grub.cfg'));
  writeFileSync(path.join(root, 'marker'), 'MARKER-42\n');
  const partition = path.join(work, 'partition.img');
  buildFileSystem(root, partition, `${PARTITION_SECTORS / 2}k`);
  writeFileSync(file, Buffer.concat([buildBootSectors(work), readFileSync(partition)]));
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const work = mkdtempSync(path.join(os.tmpdir(), 'boottrace-disk-'));
  const initramfs = path.join(work, 'initrd.gz');
  buildDiskInitramfs(work, initramfs);
  buildBootDisk(work, initramfs, process.argv[2]);
  rmSync(work, { recursive: true });
}
