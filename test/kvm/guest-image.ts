/**
 * Builds ROM images of a few bytes of guest code: 4 KiB that end at 4 GiB, with a jump to the code at the reset
 * vector. Also the small pieces of machine code that many guests of these tests are made of.
 */

export const IMAGE_SIZE = 4096;
const RESET_VECTOR = IMAGE_SIZE - 16;
/** jmp near from the reset vector (offset 0xfff0 of the segment) to the first byte of the image (0xf000). */
const JUMP_TO_START = [0xe9, 0x0d, 0xf0];
/** Linear address of the image's copy below 1 MiB, which is RAM. */
export const SHADOW_ADDRESS = 0xff000;

/** A real-mode ROM. The code runs from its first byte, at f000:f000 as the processor starts. */
export function romImage(code: readonly number[]): Uint8Array {
  if (code.length > RESET_VECTOR) throw new RangeError(`${code.length} bytes of code do not fit`);
  const image = new Uint8Array(IMAGE_SIZE);
  image.set(code);
  image.set(JUMP_TO_START, RESET_VECTOR);
  return image;
}

/** cli; lgdt; cr0.PE = 1; far jump to PROTECTED_CODE, which is at 0xff040 in flat addresses. */
const ENTER_PROTECTED = [
  ...[0xfa, 0x2e, 0x66, 0x0f, 0x01, 0x16, 0x18, 0xf0],
  ...[0x0f, 0x20, 0xc0, 0x0c, 0x01, 0x0f, 0x22, 0xc0],
  ...[0x66, 0xea, 0x40, 0xf0, 0x0f, 0x00, 0x08, 0x00],
];
/** GDT pointer, then null, flat 32-bit code (8) and flat data (16). */
const GDT = [
  ...[0x17, 0x00, 0x20, 0xf0, 0x0f, 0x00, 0x00, 0x00],
  ...[0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00],
  ...[0xff, 0xff, 0x00, 0x00, 0x00, 0x9b, 0xcf, 0x00],
  ...[0xff, 0xff, 0x00, 0x00, 0x00, 0x93, 0xcf, 0x00],
  ...[0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00],
];
/** mov ax, 16; mov ds, ax; mov ss, ax; mov esp, 0x7000 */
const LOAD_SEGMENTS = [0x66, 0xb8, 0x10, 0x00, 0x8e, 0xd8, 0x8e, 0xd0, 0xbc, 0x00, 0x70, 0x00, 0x00];

/** A ROM whose code runs in flat 32-bit protected mode, interrupts off, without an IDT of its own. */
export function protectedImage(code: readonly number[]): Uint8Array {
  return romImage([...ENTER_PROTECTED, ...GDT, ...LOAD_SEGMENTS, ...code]);
}

const word = (value: number): number[] => [value & 0xff, value >> 8];

export const asm = {
  /** mov al, CODE; out 0x80, al */
  post: (...codes: number[]) => codes.flatMap((code) => [0xb0, code, 0xe6, 0x80]),
  /** mov al, VALUE; mov dx, PORT; out dx, al */
  out: (port: number, value: number) => [0xb0, value, 0xba, ...word(port), 0xee],
  /** mov dx, PORT; in al, dx; out 0x80, al: echoes what a port reads as */
  echo: (port: number) => [0xba, ...word(port), 0xec, 0xe6, 0x80],
  /** Writes each byte of a text to a port. */
  print: (port: number, text: string) =>
    [...new TextEncoder().encode(text)].flatMap((byte) => asm.out(port, byte)),
  /** mov al, 0xfe; out 0x64, al; jmp $: reset through the keyboard controller */
  reset: [0xb0, 0xfe, 0xe6, 0x64, 0xeb, 0xfe],
  /** cli; hlt; jmp to the hlt */
  halt: [0xfa, 0xf4, 0xeb, 0xfd],
  /** jmp $ */
  loop: [0xeb, 0xfe],
} as const;
