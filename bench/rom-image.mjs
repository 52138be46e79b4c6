// ROM images for guests of benchmarks: 4 KiB, entered at f000:f000 through the reset vector.
import { execFileSync } from 'node:child_process';
import path from 'node:path';

const IMAGE_SIZE = 4096;
const RESET_VECTOR = IMAGE_SIZE - 16;
/** Of the near jump at the reset vector to the start of the image. */
const JUMP_LENGTH = 3;

/** mov al, 0xfe; out 0x64, al; hlt */
export const RESET = [0xb0, 0xfe, 0xe6, 0x64, 0xf4];

/** An image of so many bytes of code. */
export function romImage(code) {
  if (code.length > RESET_VECTOR) throw new Error(`${code.length} bytes of code do not fit`);
  const image = new Uint8Array(IMAGE_SIZE);
  image.set(code);
  const distance = new Uint8Array(new Int16Array([-(RESET_VECTOR + JUMP_LENGTH)]).buffer);
  image.set([0xe9, ...distance], RESET_VECTOR);
  return image;
}

/** Writes `exits` codes, as fast as it can: mov ecx, EXITS; again: out 0x80, al; dec ecx; jnz again. */
export function loopImage(exits) {
  const count = new Uint8Array(new Uint32Array([exits]).buffer);
  return romImage([0xb0, 0x80, 0x66, 0xb9, ...count, 0xe6, 0x80, 0x66, 0x49, 0x75, 0xfa, ...RESET]);
}

/** The image of bench/guests/NAME.asm, assembled into `folder` with these constants. */
export function assemble(name, { root, folder, constants = {} }) {
  const words = Object.values(constants).join('-');
  const file = path.join(folder, `${name}${words === '' ? '' : `-${words}`}.bin`);
  const defines = Object.entries(constants).map(([constant, value]) => `-D${constant}=${value}`);
  execFileSync('nasm', [
    '-f',
    'bin',
    ...defines,
    '-o',
    file,
    path.join(root, 'bench', 'guests', `${name}.asm`),
  ]);
  return file;
}
