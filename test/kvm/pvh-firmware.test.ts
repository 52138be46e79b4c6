/**
 * What a PVH firmware finds, drives and gets: pvh-firmware.asm does with the machine what rust-hypervisor-firmware does.
 * The same image runs on QEMU's q35, so that what it expects is not only what we think.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { describeWith, requirement } from '../helpers/requirements.js';
import { temporaryFolder } from '../helpers/temporary-folder.js';
import { bootKernel, useGuests } from './boot-guest.js';

const folder = temporaryFolder();

const SECTORS = 64;
/** What the firmware says at each step; see its source. 0x0a: it wrote a sector and read it back. */
const STEPS = [0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x07, 0x08, 0x09, 0x0a, 0x0b, 0x0c, 0x0d, 0x20];
const WITHOUT_WRITING = STEPS.filter((code) => code !== 0x0a);
const TEXT = `pvh firmware: disk of ${SECTORS} sectors`;

/** A disk with a boot sector's signature. */
function bootableDisk(): string {
  const disk = Buffer.alloc(SECTORS * 512, 0x11);
  disk.writeUInt16LE(0xaa55, 510);
  return folder.write('disk.raw', disk);
}

function assemble(): string {
  const firmware = folder.file('firmware');
  const source = path.join(import.meta.dirname, 'pvh-firmware.asm');
  execFileSync('nasm', ['-f', 'bin', '-Wall', '-Werror', '-o', firmware, source]);
  return firmware;
}

const boot = (disks: Parameters<typeof bootKernel>[1], cpus = 1) =>
  bootKernel({ kernel: assemble(), initramfs: null, commandLine: '' }, { ...disks, cpus });

describeWith(
  [requirement.kvm(), requirement.debianPackage('nasm', 'nasm')],
  'a firmware entered by PVH',
  () => {
    useGuests();

    test('finds its disk over PCI, drives it by virtio 1.x, and goes to long mode', async () => {
      const path = bootableDisk();
      const before = readFileSync(path);
      const run = await boot({ disks: [{ path, readOnly: false, snapshot: true }] });
      expect(run.codes).toEqual(STEPS);
      expect(run.text('firmware-debug')).toEqual([TEXT]);
      expect(run.text('debug-console')).toEqual([TEXT]);
      expect(run.stop.reason).toBe('reset');
      expect(readFileSync(path)).toEqual(before);
    });

    test('is not taken for a Linux kernel', async () => {
      const disks = [{ path: bootableDisk(), readOnly: false, snapshot: true }];
      const run = await boot({ disks, kernelMarks: { codes: { entry: 0x40, init: 0x41 }, functions: null } });
      expect(run.codes).toEqual(STEPS);
      expect(run.diagnostics.map(({ code }) => code)).toContain('kernel-not-seen');
    });

    test('writes through to an image that may be written, which does not grow', async () => {
      const path = bootableDisk();
      const run = await boot({ disks: [{ path, readOnly: false, snapshot: false }] });
      expect(run.codes).toEqual(STEPS);
      const after = readFileSync(path);
      expect(after.length).toBe(SECTORS * 512);
      expect(after.toString('latin1', 512, 520)).toBe('BEENHERE');
    });

    test('is refused a write to a disk that is read-only', async () => {
      const path = bootableDisk();
      const run = await boot({ disks: [{ path, readOnly: true, snapshot: false }] });
      expect(run.codes).toEqual(WITHOUT_WRITING);
    });

    test('finds the first of several disks, beside an entropy device', async () => {
      const path = bootableDisk();
      const other = folder.write('other.raw', new Uint8Array(4096));
      const disks = [path, other].map((image) => ({ path: image, readOnly: true, snapshot: false }));
      const run = await boot({ disks, rng: true }, 2);
      expect(run.codes).toEqual(WITHOUT_WRITING);
      expect(run.text('firmware-debug')).toEqual([TEXT]);
    });

    test('says where it stops: without a disk at the search, without a signature at the first sector', async () => {
      expect((await boot({})).codes).toEqual([0x01, 0x02, 0x03, 0x84]);
      const path = folder.write('empty.raw', new Uint8Array(4096));
      const run = await boot({ disks: [{ path, readOnly: true, snapshot: false }] });
      expect(run.codes.slice(-2)).toEqual([0x08, 0x89]);
    });
  },
);

const onQemu = [
  requirement.debianPackage('nasm', 'nasm'),
  requirement.debianPackage('qemu-system-x86', 'qemu-system-x86_64'),
];

describeWith(onQemu, "the same firmware on QEMU's q35", () => {
  test.each([
    ['that may be written', 'snapshot=on', STEPS],
    ['that is read-only', 'readonly=on', WITHOUT_WRITING],
  ])('says the same of a disk %s', (_name, option, codes) => {
    const post = folder.file('post');
    writeFileSync(post, '');
    const machine = [
      '-accel',
      'tcg',
      '-M',
      'q35',
      '-m',
      '64',
      '-display',
      'none',
      '-nodefaults',
      '-no-reboot',
    ];
    const disk = ['-drive', `file=${bootableDisk()},format=raw,if=none,id=disk,${option}`];
    const device = ['-device', 'virtio-blk-pci,drive=disk,disable-legacy=on'];
    const port = [
      '-chardev',
      `file,id=post,path=${post}`,
      '-device',
      'isa-debugcon,iobase=0x80,chardev=post',
    ];
    const { stderr } = spawnSync(
      'qemu-system-x86_64',
      [...machine, '-kernel', assemble(), ...disk, ...device, ...port],
      { encoding: 'utf8', timeout: 60_000 },
    );
    expect(stderr).toBe('');
    expect([...readFileSync(post)]).toEqual(codes);
  });
});
