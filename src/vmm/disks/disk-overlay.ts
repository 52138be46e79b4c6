/**
 * What a guest writes to a disk that is a snapshot: a temporary file without a name, at the same offsets as in the image,
 * and a bit for each cluster that it holds. The bits are shared by all vCPU threads; the machine's lock orders accesses.
 */
import { closeSync, constants, openSync, unlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { EnvironmentError } from '../../trace/errors.js';
import { readFully, writeFully } from './disk-io.js';

/** Plain data, for any thread of the process. */
export interface OverlayParts {
  /** The temporary file. */
  readonly fd: number;
  /** A bit a cluster, lowest first: set when the cluster is in the temporary file. */
  readonly bitmap: SharedArrayBuffer;
  /** Bytes, a power of two. */
  readonly clusterSize: number;
}

/** What guests write in one piece at the least, so that most writes need nothing of the image. */
const MIN_CLUSTER_SIZE = 4096;
/** 16 MiB of bits, touched only where a guest writes. Larger disks have larger clusters. */
const MAX_CLUSTERS = 2 ** 27;

/** Makes an empty overlay for a disk of `size` bytes; the file is gone when its descriptor is closed. Throws EnvironmentError. */
export function createOverlay(size: number): OverlayParts {
  let clusterSize = MIN_CLUSTER_SIZE;
  while (size / clusterSize > MAX_CLUSTERS) clusterSize *= 2;
  const clusters = Math.ceil(size / clusterSize);
  return { fd: openNameless(), bitmap: new SharedArrayBuffer(Math.ceil(clusters / 8)), clusterSize };
}

/** In order: what the user says, what is on a disk, what may be memory. */
function openNameless(): number {
  const folders = [process.env['TMPDIR'], '/var/tmp', tmpdir()].filter((folder) => folder !== undefined);
  for (const folder of folders) {
    const fd = tryNameless(folder);
    if (fd !== null) return fd;
  }
  throw new EnvironmentError(
    'no-overlay',
    `cannot make a temporary file for what the guest writes, in none of ${folders.join(', ')}`,
    ['choose a writable folder: TMPDIR=/path', 'use the disk read-only: --disk path=...,readonly=on'],
  );
}

const { O_RDWR, O_CREAT, O_EXCL } = constants;

function tryNameless(folder: string): number | null {
  const name = `${folder}/boottrace-overlay-${process.pid}-${process.hrtime.bigint()}`;
  try {
    const fd = openSync(name, O_RDWR | O_CREAT | O_EXCL, 0o600);
    try {
      unlinkSync(name);
      return fd;
    } catch {
      closeSync(fd);
      return null;
    }
  } catch {
    return null;
  }
}

/** Reads and writes of one thread through an overlay. Ranges lie inside the disk. */
export class Overlay {
  readonly #image: number;
  readonly #size: number;
  readonly #fd: number;
  readonly #clusterSize: number;
  readonly #bits: Uint8Array;

  /** @param image descriptor of the image, which is only ever read @param size of the disk, bytes */
  constructor(image: number, size: number, { fd, bitmap, clusterSize }: OverlayParts) {
    this.#image = image;
    this.#size = size;
    this.#fd = fd;
    this.#clusterSize = clusterSize;
    this.#bits = new Uint8Array(bitmap);
  }

  read(offset: number, into: Uint8Array): boolean {
    let done = 0;
    while (done < into.length) {
      const at = offset + done;
      const written = this.#isWritten(at);
      const end = this.#endOfRun(at, offset + into.length, written);
      const part = into.subarray(done, end - offset);
      if (!readFully(written ? this.#fd : this.#image, part, at)) return false;
      done = end - offset;
    }
    return true;
  }

  write(offset: number, from: Uint8Array): boolean {
    if (from.length === 0) return true;
    const last = offset + from.length - 1;
    if (!this.#takeOver(offset, offset, last + 1)) return false;
    if (!this.#takeOver(last, offset, last + 1)) return false;
    if (!writeFully(this.#fd, from, offset)) return false;
    // Bits last: a write that failed half-way leaves the image in force where nothing was taken over.
    for (let at = offset; at <= last; at = this.#nextCluster(at)) this.#markWritten(at);
    return true;
  }

  /** Copies the cluster of `at` from the image, unless it is here or [start, end) replaces all of it. */
  #takeOver(at: number, start: number, end: number): boolean {
    if (this.#isWritten(at)) return true;
    const clusterStart = at - (at % this.#clusterSize);
    const clusterEnd = Math.min(clusterStart + this.#clusterSize, this.#size);
    if (start <= clusterStart && end >= clusterEnd) return true;
    const cluster = new Uint8Array(clusterEnd - clusterStart);
    if (!readFully(this.#image, cluster, clusterStart)) return false;
    if (!writeFully(this.#fd, cluster, clusterStart)) return false;
    this.#markWritten(at);
    return true;
  }

  /** Where the run of clusters ends that are, or are not, in the overlay as `written` says; at most `limit`. */
  #endOfRun(offset: number, limit: number, written: boolean): number {
    let end = this.#nextCluster(offset);
    while (end < limit && this.#isWritten(end) === written) end = this.#nextCluster(end);
    return Math.min(end, limit);
  }

  #nextCluster(offset: number): number {
    return offset - (offset % this.#clusterSize) + this.#clusterSize;
  }

  #isWritten(offset: number): boolean {
    const cluster = Math.floor(offset / this.#clusterSize);
    return (this.#bits[cluster >> 3]! & (1 << (cluster & 7))) !== 0;
  }

  #markWritten(offset: number): void {
    const cluster = Math.floor(offset / this.#clusterSize);
    this.#bits[cluster >> 3]! |= 1 << (cluster & 7);
  }
}
