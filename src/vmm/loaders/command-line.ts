/** The kernel command line in guest memory. */
import { InputError } from '../../trace/errors.js';
import type { GuestMemory } from '../bus/memory.js';
import type { KernelImage } from './kernel-image.js';
import { COMMAND_LINE_ADDRESS, COMMAND_LINE_ROOM } from './low-memory.js';

/** Writes it with its final zero, as `encodeCommandLine` makes it. */
export function writeCommandLine(
  image: Pick<KernelImage, 'commandLine' | 'name'>,
  memory: GuestMemory,
  limit: number,
): void {
  memory.write(COMMAND_LINE_ADDRESS, encodeCommandLine(image, limit));
}

/**
 * With its final zero. Throws InputError when it is longer than the kernel takes, or holds a zero itself.
 * @param limit bytes without the final zero
 */
export function encodeCommandLine(
  { commandLine, name }: Pick<KernelImage, 'commandLine' | 'name'>,
  limit: number,
): Uint8Array {
  if (commandLine.includes('\0')) {
    throw new InputError('bad-cmdline', '--cmdline contains a zero byte, which would end it', ['remove it']);
  }
  const bytes = new TextEncoder().encode(`${commandLine}\0`);
  const longest = Math.min(limit, COMMAND_LINE_ROOM - 1);
  if (bytes.length - 1 > longest) {
    throw new InputError(
      'cmdline-too-long',
      `--cmdline has ${bytes.length - 1} bytes; ${name} takes at most ${longest}`,
      [`shorten it to ${longest} bytes`],
    );
  }
  return bytes;
}
