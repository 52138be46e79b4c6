/**
 * ROM images: a firmware that lies in the topmost bytes below 4 GiB, where the processor's reset vector is, and
 * whose last 128 KiB are also in RAM below 1 MiB, where its real-mode code expects them.
 */
import { InputError } from '../../trace/errors.js';
import type { GuestMemory } from '../bus/memory.js';
import { BIOS_SHADOW_END, BIOS_SHADOW_SIZE, KiB, MAX_FIRMWARE_SIZE, MiB } from '../bus/memory-map.js';
import type { BootState } from './boot-state.js';
import { recogniseForeign } from './foreign-file.js';

const PAGE = 4 * KiB;
const RESET_VECTOR_SIZE = 16;

/**
 * Throws InputError unless the bytes can be a ROM: whole pages, at most 16 MiB, and code at the reset vector.
 * @param name for messages
 */
export function checkRom(image: Uint8Array, name: string): void {
  const foreign = recogniseForeign(image);
  if (foreign !== null) {
    throw new InputError('not-a-rom', `${name} is ${foreign.what}, not a firmware ROM image`, [foreign.next]);
  }
  if (image.length > MAX_FIRMWARE_SIZE) {
    const limit = MAX_FIRMWARE_SIZE / MiB;
    throw new InputError(
      'firmware-too-large',
      `${name} has ${image.length} bytes; a ROM has at most ${limit} MiB`,
    );
  }
  if (image.length === 0 || image.length % PAGE !== 0) {
    throw new InputError(
      'not-a-rom',
      `${name} has ${image.length} bytes; a ROM image is a whole number of 4 KiB pages`,
      ['check that the file is complete'],
    );
  }
  const resetVector = image.subarray(-RESET_VECTOR_SIZE);
  if (resetVector.every((byte) => byte === resetVector[0])) {
    throw new InputError(
      'not-a-rom',
      `${name} has no code at its reset vector, 16 bytes before its end (all 0x${resetVector[0]!.toString(16).padStart(2, '0')})`,
      ['check that the file is a firmware image, such as bios-256k.bin of the Debian package seabios'],
    );
  }
}

/** Puts the shadow copy into RAM. The ROM itself is a memory slot of its own and not part of RAM. */
export function loadRom(image: Uint8Array, memory: GuestMemory): BootState {
  const shadow = image.subarray(-BIOS_SHADOW_SIZE);
  memory.write(BIOS_SHADOW_END - shadow.length, shadow);
  return { mode: 'reset' };
}
