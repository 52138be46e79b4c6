/**
 * The identity of a guest for the header of a trace file: all requested options, and size and content hash of each
 * image. Disks are large and change during use, so they are identified only by size and modification time.
 */
import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import type { GuestRequest } from '../trace/guest.js';

export interface GuestImage {
  /** `firmware`, `kernel`, `initramfs`, `flash`, `disk 1`. */
  readonly role: string;
  readonly path: string;
  /** Bytes. */
  readonly size: number;
  /** Of the content, in hexadecimal; absent for disks and large files. */
  readonly sha256?: string;
  /** ISO 8601 in UTC. */
  readonly modifiedAt: string;
}

/** Larger files take noticeable time to read. */
const MAX_HASHED = 256 * 2 ** 20;

/** The guest as written in a header; `image` is its name in reports. */
export function describeGuest(request: GuestRequest, image: string): Readonly<Record<string, unknown>> {
  return { ...request, image, images: imagesOf(request) };
}

/** Images that can be looked at. One that cannot is the engine's to complain about. */
function imagesOf({ firmware, kernel, flash, disks }: GuestRequest): readonly GuestImage[] {
  const files: readonly (readonly [role: string, path: string | null | undefined])[] = [
    ['firmware', firmware],
    ['kernel', kernel?.kernel],
    ['initramfs', kernel?.initramfs],
    ['flash', flash?.path],
    ...disks.map(({ path }, at) => [`disk ${at + 1}`, path] as const),
  ];
  return files
    .map(([role, path]) => (path === null || path === undefined ? null : describeImage(role, path)))
    .filter((image) => image !== null);
}

function describeImage(role: string, path: string): GuestImage | null {
  try {
    const stats = statSync(path);
    const { size } = stats;
    const image = { role, path, size, modifiedAt: stats.mtime.toISOString() };
    if (!stats.isFile() || role.startsWith('disk') || size > MAX_HASHED) return image;
    return { ...image, sha256: createHash('sha256').update(readFileSync(path)).digest('hex') };
  } catch {
    return null;
  }
}
