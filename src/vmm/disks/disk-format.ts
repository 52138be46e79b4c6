/** Disk images that are not raw, told by their signatures, and how to make raw ones of them. */
import { InputError } from '../../trace/errors.js';

/** Bytes that `checkRaw` wants of the start and of the end of an image. */
export const SIGNATURE_BYTES = 512;

interface Signature {
  /** With its article: `a qcow2 image`. */
  readonly what: string;
  readonly magic: string;
  /** Offset of the magic from the start of the part that is looked at. */
  readonly at: number;
  readonly part: 'start' | 'end';
  /** A command that makes a raw image of it; the arguments are quoted paths. */
  readonly convert: (image: string, raw: string) => string;
}

const qemuImg = (image: string, raw: string) => `qemu-img convert -O raw ${image} ${raw}`;
const unpack = (program: string) => (image: string, raw: string) => `${program} -dc ${image} >${raw}`;

const SIGNATURES: readonly Signature[] = [
  { what: 'a qcow2 image', magic: 'QFI\xfb', at: 0, part: 'start', convert: qemuImg },
  { what: 'a QED image', magic: 'QED\0', at: 0, part: 'start', convert: qemuImg },
  { what: 'a VMDK image', magic: 'KDMV', at: 0, part: 'start', convert: qemuImg },
  { what: 'a VMDK image', magic: 'COWD', at: 0, part: 'start', convert: qemuImg },
  {
    what: 'the description of a VMDK image',
    magic: '# Disk DescriptorFile',
    at: 0,
    part: 'start',
    convert: qemuImg,
  },
  { what: 'a VHDX image', magic: 'vhdxfile', at: 0, part: 'start', convert: qemuImg },
  { what: 'a VDI image', magic: '\x7f\x10\xda\xbe', at: 0x40, part: 'start', convert: qemuImg },
  { what: 'a VHD image', magic: 'conectix', at: 0, part: 'start', convert: qemuImg },
  // A VHD of fixed size begins with the disk itself; only the last sector tells.
  { what: 'a VHD image', magic: 'conectix', at: 0, part: 'end', convert: qemuImg },
  { what: 'packed with gzip', magic: '\x1f\x8b\x08', at: 0, part: 'start', convert: unpack('gzip') },
  { what: 'packed with xz', magic: '\xfd7zXZ\0', at: 0, part: 'start', convert: unpack('xz') },
  { what: 'packed with zstd', magic: '\x28\xb5\x2f\xfd', at: 0, part: 'start', convert: unpack('zstd') },
  { what: 'packed with bzip2', magic: 'BZh', at: 0, part: 'start', convert: unpack('bzip2') },
];

/** The first and the last bytes of an image; for a small image, both may be the whole image. */
export interface ImageEnds {
  readonly start: Uint8Array;
  readonly end: Uint8Array;
}

/** Throws InputError for an image in a format that is not raw, with the command that converts it. */
export function checkRaw(path: string, ends: ImageEnds): void {
  const found = SIGNATURES.find(({ magic, at, part }) => holdsMagic(ends[part], at, magic));
  if (found === undefined) return;
  throw new InputError(
    'disk-format',
    `${path} is ${found.what}; disks are raw images, whose bytes are those that the guest sees`,
    [
      found.convert(quoted(path), quoted(rawName(path))),
      `if it is raw and only looks like that: --disk path=${path},image_type=raw`,
    ],
  );
}

function holdsMagic(bytes: Uint8Array, at: number, magic: string): boolean {
  return [...magic].every((character, i) => bytes[at + i] === character.charCodeAt(0));
}

/** A name beside the image that is not the image's own. */
function rawName(path: string): string {
  const stem = path.replace(/\.\w{2,5}$/, '');
  const name = /\.(raw|img)$/.test(stem) ? stem : `${stem}.raw`;
  return name === path ? `${path}.raw` : name;
}

/** As a shell takes it, and no option of the program. */
function quoted(path: string): string {
  if (path.startsWith('-')) return quoted(`./${path}`);
  return /^[\w@%+=:,./-]+$/.test(path) ? path : `'${path.replaceAll("'", `'\\''`)}'`;
}
