/** Whole transfers between a descriptor and memory, at a position: short ones are continued, interrupted ones repeated. */
import { readSync, writeSync } from 'node:fs';

type Transfer = (fd: number, bytes: Uint8Array, offset: number, length: number, position: number) => number;

/** Fills `into`; false when the file ends before or the host cannot read it. */
export function readFully(fd: number, into: Uint8Array, position: number): boolean {
  return transferFully(readSync, fd, into, position);
}

/** Writes all of `from`; false when the host cannot, as with a full file system. */
export function writeFully(fd: number, from: Uint8Array, position: number): boolean {
  return transferFully(writeSync, fd, from, position);
}

function transferFully(transfer: Transfer, fd: number, bytes: Uint8Array, position: number): boolean {
  let done = 0;
  while (done < bytes.length) {
    const count = transferOnce(transfer, fd, bytes.subarray(done), position + done);
    if (count === null) return false;
    done += count;
  }
  return true;
}

/** Bytes moved; null when there is no going on. */
function transferOnce(transfer: Transfer, fd: number, bytes: Uint8Array, position: number): number | null {
  try {
    return transfer(fd, bytes, 0, bytes.length, position) || null;
  } catch (error) {
    // The signal that kicks a vCPU out of its guest can also arrive here.
    return (error as NodeJS.ErrnoException).code === 'EINTR' ? 0 : null;
  }
}
