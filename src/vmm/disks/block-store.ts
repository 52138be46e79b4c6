/** What a block device keeps its sectors in, as the virtio-blk device sees it. Files and overlays are vmm/disk-*.ts. */

/** Bytes of a sector: virtio 1.2, section 5.2, counts in these whatever the disk's own block size is. */
export const SECTOR_SIZE = 512;

/**
 * A disk of fixed size. Offsets are bytes from its start. The caller checks that a request lies inside the disk; a store
 * refuses (false) what does not, and never grows. False is an I/O error for the guest: the host could not do it.
 */
export interface BlockStore {
  /** Bytes, a multiple of SECTOR_SIZE. */
  readonly size: number;
  readonly readOnly: boolean;
  /** Fills all of `into` with what lies at `offset`. */
  read(offset: number, into: Uint8Array): boolean;
  /** Writes all of `from` at `offset`; false for a disk that is read-only. */
  write(offset: number, from: Uint8Array): boolean;
  /** Returns when everything written before is on stable storage of the host. */
  flush(): boolean;
}
