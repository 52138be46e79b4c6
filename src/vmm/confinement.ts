/** What the process gives up before its first guest runs: docs/threat-model.md says why. */
import { readdirSync, readlinkSync } from 'node:fs';
import { Libc } from './kvm/libc.js';
import { denyProgram, PROCESS_DENIES, RING_DENIES } from './kvm/seccomp.js';

/**
 * Takes from the process, for the rest of its life, the system calls that running guests does not need. To be called before
 * the first guest; false when the kernel has no such filters.
 */
export function confineProcess(): boolean {
  const libc = new Libc();
  libc.denyNewPrivileges();
  if (!libc.filterSystemCalls(denyProgram(PROCESS_DENIES), 'process')) return false;
  // In this order: a thread that starts now can open no ring any more.
  if (!holdsRing()) libc.filterSystemCalls(denyProgram(RING_DENIES), 'process');
  return true;
}

const OWN_DESCRIPTORS = '/proc/self/fd';

/** Whether a ring of io_uring is among a process's descriptors. Where they cannot be read, one is assumed. */
export function holdsRing(descriptors: string = OWN_DESCRIPTORS): boolean {
  try {
    return readdirSync(descriptors).some((fd) => linkTarget(`${descriptors}/${fd}`).includes('[io_uring]'));
  } catch {
    return true;
  }
}

/** Where a link of /proc leads; empty for a descriptor that has been closed since it was listed. */
function linkTarget(link: string): string {
  try {
    return readlinkSync(link);
  } catch {
    return '';
  }
}
