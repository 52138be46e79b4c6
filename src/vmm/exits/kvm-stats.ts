/**
 * What KVM counts about a vCPU (KVM_CAP_BINARY_STATS_FD, Documentation/virt/kvm/api.rst, 4.134): all exits, also those that
 * the host's kernel handled itself and a monitor never sees. Reading costs the guest nothing.
 */
import { readSync } from 'node:fs';
import { KVM_GET_STATS_FD } from '../kvm/abi.js';
import type { VcpuHandle } from '../kvm/kvm-system.js';
import type { Libc } from '../kvm/libc.js';

/** The counters that are read, by KVM's names. A host that lacks one counts nothing there. */
export const KVM_COUNTERS = ['exits', 'irq_exits', 'halt_exits', 'pf_taken'] as const;
export type KvmCounter = (typeof KVM_COUNTERS)[number];

const HEADER_SIZE = 24;
const DESCRIPTOR_SIZE = 16;
/** More than any kernel has; limits for a file that is not what it should be. */
const MAX_DESCRIPTORS = 1024;
const MAX_NAME = 256;
const VALUE_SIZE = 8;

/** An open file of counters; passes between threads, since descriptors are the process's. */
export interface KvmStatsFile {
  readonly fd: number;
  /** Where in the file each of KVM_COUNTERS is; null where the host has none of that name. */
  readonly positions: readonly (number | null)[];
}

/** Null where KVM has no such file. The caller closes the descriptor. */
export function openKvmStats(libc: Libc, vcpu: VcpuHandle): KvmStatsFile | null {
  const fd = libc.ioctlNumber(vcpu.fd, KVM_GET_STATS_FD, 0);
  if (fd < 0) return null;
  const header = readAt(fd, 0, HEADER_SIZE);
  const nameSize = Math.min(header.getUint32(4, true), MAX_NAME);
  const count = Math.min(header.getUint32(8, true), MAX_DESCRIPTORS);
  const size = DESCRIPTOR_SIZE + nameSize;
  const descriptors = readAt(fd, header.getUint32(16, true), count * size);
  const data = header.getUint32(20, true);
  const positionOf = new Map(
    Array.from({ length: count }, (_, i) => [
      textAt(descriptors, i * size + DESCRIPTOR_SIZE, nameSize),
      data + descriptors.getUint32(i * size + 8, true),
    ]),
  );
  return { fd, positions: KVM_COUNTERS.map((name) => positionOf.get(name) ?? null) };
}

/** Adds the counters as they are now to a row of numbers in the order of KVM_COUNTERS. */
export function addCounters({ fd, positions }: KvmStatsFile, row: Float64Array): void {
  positions.forEach((position, counter) => {
    if (position === null) return;
    const value = Number(readAt(fd, position, VALUE_SIZE).getBigUint64(0, true));
    row[counter] = row[counter]! + value;
  });
}

function readAt(fd: number, position: number, length: number): DataView {
  const bytes = new Uint8Array(length);
  readSync(fd, bytes, 0, length, position);
  return new DataView(bytes.buffer);
}

function textAt(fields: DataView, at: number, length: number): string {
  const bytes = new Uint8Array(fields.buffer, at, length);
  const end = bytes.indexOf(0);
  return Buffer.from(bytes.subarray(0, end < 0 ? length : end)).toString('latin1');
}
