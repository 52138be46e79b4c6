/** The disk that scenarios boot from, on another machine than ours: what fails there is the disk's own fault. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { describeWith, requirement } from '../helpers/requirements.js';
import { temporaryFolder } from '../helpers/temporary-folder.js';
import { BOOT_DISK_PACKAGES, buildBootDisk, buildDiskInitramfs } from './boot-disk.mjs';
import { debianKernelRequirement } from './kernel-requirement.js';
import { LAB_PACKAGES } from './lab.mjs';

const folder = temporaryFolder();
const packages = [...LAB_PACKAGES, ...BOOT_DISK_PACKAGES].map(([name, probe]) =>
  requirement.debianPackage(name, probe),
);

const TIMEOUT_MS = 120_000;

describeWith([...packages, debianKernelRequirement()], "the disk with GRUB, in QEMU's emulator", () => {
  test('boots from its master boot record to userspace, which finds its file system', {
    timeout: TIMEOUT_MS,
  }, () => {
    const [disk, work] = [folder.file('disk.raw'), folder.file('work')];
    const [serial, post, firmware] = ['serial', 'post', 'firmware'].map((name) => folder.file(name));
    mkdirSync(work);
    buildDiskInitramfs(work, folder.file('initrd.gz'));
    buildBootDisk(work, folder.file('initrd.gz'), disk);
    const debugPort = (id: string, port: string, file: string) => [
      ...['-chardev', `file,id=${id},path=${file}`],
      ...['-device', `isa-debugcon,iobase=${port},chardev=${id}`],
    ];
    const machine = ['-accel', 'tcg', '-m', '512', '-display', 'none', '-nodefaults', '-no-reboot'];
    const { stderr } = spawnSync(
      'qemu-system-x86_64',
      [
        ...machine,
        ...['-drive', `file=${disk},format=raw,if=virtio,snapshot=on`, '-serial', `file:${serial}`],
        ...[...debugPort('post', '0x80', post!), ...debugPort('firmware', '0x402', firmware!)],
      ],
      { encoding: 'utf8', timeout: TIMEOUT_MS - 10_000 },
    );
    expect(stderr).toBe('');
    expect(readFileSync(firmware!, 'latin1')).toContain('Booting from Hard Disk');
    expect([...readFileSync(post!)].filter((code) => code !== 0)).toEqual([0x20, 0x21, 0x22, 0x60, 0x61]);
    expect(readFileSync(serial!, 'latin1')).toContain('marker: MARKER-42');
  });
});
