import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { InputError } from '../../../src/trace/errors.js';
import { checkRaw, SIGNATURE_BYTES } from '../../../src/vmm/disks/disk-format.js';
import { describeWith, requirement } from '../../helpers/requirements.js';
import { temporaryFolder } from '../../helpers/temporary-folder.js';

const folder = temporaryFolder();

const sector = (magic: string, at = 0) => {
  const bytes = new Uint8Array(SIGNATURE_BYTES);
  bytes.set(
    [...magic].map((character) => character.charCodeAt(0)),
    at,
  );
  return bytes;
};
const EMPTY = new Uint8Array(SIGNATURE_BYTES);

function refusal(path: string, start: Uint8Array, end: Uint8Array = EMPTY): InputError {
  try {
    checkRaw(path, { start, end });
  } catch (error) {
    expect(error).toBeInstanceOf(InputError);
    expect(error).toMatchObject({ code: 'disk-format', exitCode: 2 });
    return error as InputError;
  }
  throw new Error('it was accepted');
}

describe('an image is refused when it is', () => {
  test.each([
    ['a qcow2 image', 'QFI\xfb\0\0\0\x03', 0],
    ['a QED image', 'QED\0', 0],
    ['a VMDK image', 'KDMV', 0],
    ['a VMDK image', 'COWD', 0],
    ['the description of a VMDK image', '# Disk DescriptorFile\nversion=1', 0],
    ['a VHDX image', 'vhdxfile', 0],
    ['a VDI image', '\x7f\x10\xda\xbe', 0x40],
    ['a VHD image', 'conectix', 0],
  ])('%s (%j)', (what, magic, at) => {
    const { message, nextSteps } = refusal('disk.img', sector(magic, at));
    expect(message).toContain(`disk.img is ${what};`);
    expect(nextSteps).toEqual([
      'qemu-img convert -O raw disk.img disk.raw',
      'if it is raw and only looks like that: --disk path=disk.img,image_type=raw',
    ]);
  });

  test('a VHD of fixed size, which says so in its last sector alone', () => {
    expect(refusal('a.vhd', EMPTY, sector('conectix')).message).toContain('a VHD image');
  });

  test.each([
    ['gzip', '\x1f\x8b\x08'],
    ['xz', '\xfd7zXZ\0'],
    ['zstd', '\x28\xb5\x2f\xfd'],
    ['bzip2', 'BZh'],
  ])('packed with %s', (program, magic) => {
    expect(refusal('focal.img.pk', sector(magic)).nextSteps[0]).toBe(
      `${program} -dc focal.img.pk >focal.img`,
    );
  });
});

test.each([
  ['disk.raw', 'disk.raw disk.raw.raw'],
  ['/images/a b.qcow2', "'/images/a b.qcow2' '/images/a b.raw'"],
  ["it's", "'it'\\''s' 'it'\\''s.raw'"],
  ['$(reboot).img', "'$(reboot).img' '$(reboot).raw'"],
  ['-o.img', './-o.img ./-o.raw'],
])('the command is safe to paste, and never overwrites the image: %s', (path, words) => {
  expect(refusal(path, sector('QFI\xfb')).nextSteps[0]).toBe(`qemu-img convert -O raw ${words}`);
});

test.each([
  ['nothing but zeros', EMPTY],
  ['a boot sector', sector('\x55\xaa', 510)],
  ['a magic number elsewhere', sector('QFI\xfb', 8)],
  ['less than a sector', new Uint8Array(3)],
])('%s is raw', (_name, start) => {
  expect(() => checkRaw('disk.raw', { start, end: start })).not.toThrow();
});

describeWith([requirement.debianPackage('qemu-utils', 'qemu-img')], 'the real tool', () => {
  test.each(['qcow2', 'qed', 'vmdk', 'vhdx', 'vdi', 'vpc', 'vpc -o subformat=fixed'])(
    'makes %s images, and the command makes a raw one of them',
    (format) => {
      const image = folder.file('image');
      execFileSync('sh', ['-c', `qemu-img create -q -f ${format} "$0" 4M`, image]);
      const bytes = readFileSync(image);
      const error = refusal(image, bytes.subarray(0, SIGNATURE_BYTES), bytes.subarray(-SIGNATURE_BYTES));
      execFileSync('sh', ['-c', error.nextSteps[0]!]);
      const size = readFileSync(`${image}.raw`).length;
      expect(size).toBeGreaterThanOrEqual(4 * 2 ** 20);
    },
  );

  test('makes raw images that are accepted', () => {
    const image = folder.file('image');
    execFileSync('qemu-img', ['create', '-q', '-f', 'raw', image, '1M']);
    const bytes = readFileSync(image);
    expect(() => checkRaw(image, { start: bytes.subarray(0, 512), end: bytes.subarray(-512) })).not.toThrow();
  });
});
