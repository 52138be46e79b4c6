// A disk that UEFI firmware boots from without any entry in its memory, built with Debian's tools and without mounting anything: one
// EFI system partition, in it \EFI\BOOT\BOOTX64.EFI, which is a unified kernel image: systemd's stub with a kernel, its
// command line and an initramfs. `node test/lab/efi-disk.mjs FILE` builds the one of the lab, to be tried by hand.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { bootSectorWithPartition, PARTITION_SECTOR } from './boot-disk.mjs';
import { debianKernel } from './kernel.mjs';
import { buildGuestInitramfs, labCache } from './lab.mjs';

const STUB = '/usr/lib/systemd/boot/efi/linuxx64.efi.stub';
export const OVMF = '/usr/share/ovmf/OVMF.fd';
const EFI_SYSTEM_PARTITION = 0xef;
const PARTITION_KIB = 24 * 1024;

/** Debian packages for UEFI boots, beside the lab's own. */
export const EFI_PACKAGES = [
  ['ovmf', OVMF],
  ['systemd-boot-efi', STUB],
  ['mtools', 'mcopy'],
  ['dosfstools', '/usr/sbin/mkfs.fat'],
  ['binutils', 'objcopy'],
];

/** Sections of a unified kernel image and where the stub has room for them. */
function buildUki(work, { initramfs, commandLine }) {
  const image = path.join(work, 'uki.efi');
  const text = (name, content) => {
    writeFileSync(path.join(work, name), content);
    return path.join(work, name);
  };
  const sections = [
    ['.osrel', text('osrel', 'ID=lab\nPRETTY_NAME="lab"\nVERSION_ID=1\n'), 0x2_0000],
    ['.cmdline', text('cmdline', commandLine), 0x3_0000],
    ['.linux', debianKernel(labCache()).image, 0x200_0000],
    ['.initrd', initramfs, 0x300_0000],
  ];
  const options = sections.flatMap(([name, file, address]) => [
    ...['--add-section', `${name}=${file}`],
    ...['--change-section-vma', `${name}=0x${address.toString(16)}`],
  ]);
  execFileSync('objcopy', [...options, STUB, image]);
  return image;
}

/** Builds the disk with that initramfs and command line. */
export function buildEfiDisk(work, { initramfs, commandLine }, file) {
  const partition = path.join(work, 'esp.img');
  execFileSync('/usr/sbin/mkfs.fat', ['-C', '-F', '16', partition, `${PARTITION_KIB}`], { stdio: 'ignore' });
  execFileSync('mmd', ['-i', partition, '::/EFI', '::/EFI/BOOT']);
  const uki = buildUki(work, { initramfs, commandLine });
  execFileSync('mcopy', ['-i', partition, uki, '::/EFI/BOOT/BOOTX64.EFI']);
  const boot = bootSectorWithPartition(EFI_SYSTEM_PARTITION, PARTITION_KIB * 2);
  const gap = Buffer.alloc((PARTITION_SECTOR - 1) * boot.length);
  writeFileSync(file, Buffer.concat([boot, gap, readFileSync(partition)]));
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const work = mkdtempSync(path.join(os.tmpdir(), 'boottrace-efi-'));
  const initramfs = path.join(work, 'initrd.gz');
  buildGuestInitramfs(work, initramfs);
  buildEfiDisk(work, { initramfs, commandLine: process.argv[3] ?? 'console=ttyS0' }, process.argv[2]);
  rmSync(work, { recursive: true });
}
