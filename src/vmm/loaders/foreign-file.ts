/** Files that people hand over by mistake where a guest's image should be, told by their magic numbers. */

export interface ForeignFile {
  /** With its article: `a gzip file`. */
  readonly what: string;
  /** What to do with it instead. */
  readonly next: string;
}

const FOREIGN: readonly (ForeignFile & { readonly at: number; readonly magic: string })[] = [
  { at: 0x202, magic: 'HdrS', what: 'a Linux kernel', next: 'boot it with --kernel' },
  { at: 0, magic: 'QFI\xfb', what: 'a qcow2 disk image', next: 'attach disks with --disk' },
  { at: 0, magic: '\x1f\x8b', what: 'a gzip file', next: 'unpack it first, or give it as --initramfs' },
  {
    at: 0,
    magic: '\x28\xb5\x2f\xfd',
    what: 'a zstd file',
    next: 'unpack it first, or give it as --initramfs',
  },
  { at: 0, magic: '0707', what: 'a cpio archive', next: 'give it as --initramfs' },
  { at: 0x38, magic: 'ARM\x64', what: 'a Linux kernel for arm64', next: 'use the x86-64 build of it' },
  { at: 0x8001, magic: 'CD001', what: 'a CD image', next: 'extract the kernel and its initramfs from it' },
  {
    at: 0,
    magic: 'MZ',
    what: 'an EFI program',
    next: 'use a kernel with the Linux boot header (bzImage), or put it on a disk and boot that with --firmware OVMF.fd',
  },
];

/** Null for a file that is none of those known. */
export function recogniseForeign(file: Uint8Array): ForeignFile | null {
  return FOREIGN.find(({ at, magic }) => holdsMagic(file, at, magic)) ?? null;
}

function holdsMagic(file: Uint8Array, at: number, magic: string): boolean {
  return [...magic].every((character, i) => file[at + i] === character.charCodeAt(0));
}
