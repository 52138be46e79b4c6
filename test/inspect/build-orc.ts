/** ORC tables in each of their layouts, and samples of a stack made of words. */
import { viewOf } from '../../src/inspect/guest-bytes.js';
import { ORC_REGISTER, type OrcEntry, type OrcFormat } from '../../src/inspect/stack/orc-entry.js';
import { createOrcTable, type OrcTable } from '../../src/inspect/stack/orc-table.js';
import type { Sample } from '../../src/trace/profile/profile.js';

export const TEXT = 0xffff_ffff_9a60_0000n;
export const STACK = 0xffff_c900_0001_3d00n;

const TYPED = ['undefined', 'end', 'call', 'registers', 'interrupt-frame'];

export function entry(change: Partial<OrcEntry> = {}): OrcEntry {
  return {
    kind: 'call',
    signal: false,
    spRegister: ORC_REGISTER.sp,
    spOffset: 8,
    bpRegister: ORC_REGISTER.undefined,
    bpOffset: 0,
    ...change,
  };
}

export const END = entry({ kind: 'end', spRegister: ORC_REGISTER.undefined, spOffset: 0 });
export const UNDEFINED = entry({ kind: 'undefined', spRegister: ORC_REGISTER.undefined, spOffset: 0 });

function flagsOf({ kind, signal, spRegister, bpRegister }: OrcEntry, format: OrcFormat): number {
  const registers = spRegister | (bpRegister << 4);
  if (format === 'typed') return registers | (TYPED.indexOf(kind) << 8) | (signal ? 0x800 : 0);
  const type = Math.max(0, TYPED.indexOf(kind) - 2);
  const end = kind === 'end' ? (format === 'plain' ? 0x400 : 0x800) : 0;
  const signalBit = format === 'signal' && signal ? 0x400 : 0;
  return registers | (type << 8) | end | signalBit;
}

export function encodeEntries(entries: readonly OrcEntry[], format: OrcFormat): Uint8Array {
  const bytes = new Uint8Array(6 * entries.length);
  const view = viewOf(bytes);
  for (const [at, one] of entries.entries()) {
    view.setInt16(6 * at, one.spOffset, true);
    view.setInt16(6 * at + 2, one.bpOffset, true);
    view.setUint16(6 * at + 4, flagsOf(one, format), true);
  }
  return bytes;
}

/** The first part of a table that stands at `start`. */
export function encodeAddresses(addresses: readonly bigint[], start: bigint): Uint8Array {
  const bytes = new Uint8Array(4 * addresses.length);
  for (const [at, address] of addresses.entries()) {
    viewOf(bytes).setInt32(4 * at, Number(address - start) - 4 * at, true);
  }
  return bytes;
}

/** Rows of [distance from TEXT, entry]. */
export function orcTable(
  rows: readonly (readonly [number, OrcEntry])[],
  format: OrcFormat = 'typed',
): OrcTable {
  const start = TEXT + 0x100_0000n;
  const addresses = rows.map(([distance]) => TEXT + BigInt(distance));
  return createOrcTable({
    start,
    addresses: viewOf(encodeAddresses(addresses, start)),
    entries: viewOf(
      encodeEntries(
        rows.map(([, one]) => one),
        format,
      ),
    ),
    format,
  })!;
}

export function wordBytes(words: readonly bigint[]): Uint8Array {
  const bytes = new Uint8Array(8 * words.length);
  for (const [at, word] of words.entries()) viewOf(bytes).setBigUint64(8 * at, word, true);
  return bytes;
}

/** A sample at `distance` from TEXT with these words on its stack. */
export function sampleAt(distance: number, words: readonly bigint[], change: Partial<Sample> = {}): Sample {
  return {
    timeNs: 0,
    vcpu: 0,
    stage: 'kernel',
    rip: TEXT + BigInt(distance),
    rsp: STACK,
    rbp: 0n,
    cs: 0x10,
    cr3: 0x1000n,
    stack: wordBytes(words),
    ...change,
  };
}
