/** A block store over an open image, with or without an overlay. The parts are plain data: every thread makes its own. */
import { fdatasyncSync } from 'node:fs';
import type { BlockStore } from './block-store.js';
import { readFully, writeFully } from './disk-io.js';
import { Overlay, type OverlayParts } from './disk-overlay.js';

/** An open disk, as it passes between threads; descriptors belong to the whole process. */
export interface DiskParts {
  /** The image or block device. */
  readonly fd: number;
  /** Bytes, a multiple of 512. */
  readonly size: number;
  /** The guest is told that it cannot write. */
  readonly readOnly: boolean;
  /** Where writes go instead of into the image; null for a disk that is read-only or written through. */
  readonly overlay: OverlayParts | null;
}

export function createBlockStore({ fd, size, readOnly, overlay }: DiskParts): BlockStore {
  const holds = (offset: number, length: number) =>
    Number.isSafeInteger(offset) && offset >= 0 && offset + length <= size;
  const backing = overlay === null ? direct(fd) : new Overlay(fd, size, overlay);
  return {
    size,
    readOnly,
    read: (offset, into) => holds(offset, into.length) && backing.read(offset, into),
    write: (offset, from) => !readOnly && holds(offset, from.length) && backing.write(offset, from),
    // An overlay outlives no run, so nothing of it needs to survive the host.
    flush: () => readOnly || overlay !== null || synchronise(fd),
  };
}

function direct(fd: number): Pick<BlockStore, 'read' | 'write'> {
  return {
    read: (offset, into) => readFully(fd, into, offset),
    write: (offset, from) => writeFully(fd, from, offset),
  };
}

function synchronise(fd: number): boolean {
  try {
    fdatasyncSync(fd);
    return true;
  } catch {
    return false;
  }
}
