/** All disks of a guest, opened: none twice by accident, each locked, with an overlay where the image must stay as it is. */
import { closeSync } from 'node:fs';
import { type Diagnostic, note, warning } from '../../trace/diagnostic.js';
import { InputError } from '../../trace/errors.js';
import type { GuestDisk } from '../../trace/guest.js';
import type { Libc } from '../kvm/libc.js';
import { type DiskFile, openDiskFile } from './disk-file.js';
import { findLockHolder, lockDisk, nameLockHolder } from './disk-lock.js';
import { createOverlay } from './disk-overlay.js';
import type { DiskParts } from './disk-store.js';

export interface OpenDisks {
  /** In the order of the configuration. */
  readonly disks: readonly DiskParts[];
  readonly diagnostics: readonly Diagnostic[];
  /** Closes images and overlays, which gives up the locks and what was written to snapshots. No guest may be running. */
  close(): void;
}

/** Throws InputError for a disk that cannot be had, EnvironmentError for what the host refuses; nothing stays open then. */
export function openDisks(configs: readonly GuestDisk[], libc: Libc): OpenDisks {
  const opened: number[] = [];
  const close = () => {
    for (const fd of opened.splice(0)) closeSync(fd);
  };
  const seen = new Map<string, GuestDisk>();
  const diagnostics: Diagnostic[] = [];
  try {
    const disks = configs.map((config): DiskParts => {
      const file = openDiskFile(config, libc);
      opened.push(file.fd);
      refuseTwice(config, seen.get(file.identity));
      seen.set(file.identity, config);
      diagnostics.push(...lockOrNote(config, file, libc), ...noteRest(config, file));
      const overlay = config.snapshot && !config.readOnly ? createOverlay(file.size) : null;
      if (overlay !== null) opened.push(overlay.fd);
      return { fd: file.fd, size: file.size, readOnly: config.readOnly, overlay };
    });
    return { disks, diagnostics, close };
  } catch (error) {
    close();
    throw error;
  }
}

const isWritten = ({ readOnly, snapshot }: GuestDisk) => !readOnly && !snapshot;

function refuseTwice(disk: GuestDisk, other: GuestDisk | undefined): void {
  if (other === undefined || !(isWritten(disk) || isWritten(other))) return;
  const names = disk.path === other.path ? disk.path : `${other.path} and ${disk.path}, the same file,`;
  throw new InputError('disk-twice', `a guest cannot write ${names} through two disks`, [
    'give each disk its own image',
    'use both with snapshot=on or readonly=on',
  ]);
}

function lockOrNote(disk: GuestDisk, { fd }: DiskFile, libc: Libc): Diagnostic[] {
  const outcome = lockDisk(libc, fd, isWritten(disk) ? 'write' : 'read');
  if (outcome === 'busy') {
    throw new InputError(
      'disk-in-use',
      `${disk.path} is in use by ${findLockHolder(fd) ?? 'another program'}`,
      ['end that process first', 'use a copy: cp --sparse=always IMAGE COPY'],
    );
  }
  if (outcome === 'locked') {
    nameLockHolder();
    return [];
  }
  const message = `${disk.path}: its file system has no locks; nothing keeps others from writing it during the run`;
  return [warning('disk-not-locked', message, { input: disk.path })];
}

function noteRest({ path }: GuestDisk, { fileSize, size }: DiskFile): Diagnostic[] {
  if (fileSize === size) return [];
  const message = `${path}: the last ${fileSize - size} bytes are less than a sector; the guest does not see them`;
  return [note('disk-rounded-down', message, { input: path })];
}
