/**
 * One entry of Linux's ORC unwind tables for x86-64 (arch/x86/include/asm/orc_types.h): 6 bytes that say where a function's
 * caller and its frame are, from one instruction on. The 16 bits of flags have had three layouts; which one a table has
 * is seen from its entries, since distributions carry changes back to older versions.
 */

/** Where a base address is taken from; the numbers are the kernel's. */
export const ORC_REGISTER = {
  undefined: 0,
  previousSp: 1,
  dx: 2,
  di: 3,
  bp: 4,
  sp: 5,
  r10: 6,
  r13: 7,
  bpIndirect: 8,
  spIndirect: 9,
} as const;

/** How the caller's registers lie there: a return address, all registers of an interrupt, or those the processor saves. */
export type OrcKind = 'undefined' | 'end' | 'call' | 'registers' | 'interrupt-frame';

export interface OrcEntry {
  readonly kind: OrcKind;
  /** The address found is that of an instruction that was interrupted, not one behind a call. */
  readonly signal: boolean;
  readonly spRegister: number;
  readonly spOffset: number;
  readonly bpRegister: number;
  readonly bpOffset: number;
}

/** `plain`: up to Linux 6.2; `signal`: 6.3; `typed`: from 6.4 on. */
export type OrcFormat = 'plain' | 'signal' | 'typed';

export const ORC_ENTRY_BYTES = 6;

const CALL_KINDS = ['call', 'registers', 'interrupt-frame'] as const;
const TYPED_KINDS = ['undefined', 'end', ...CALL_KINDS] as const;
/** The bit that says, in the formats without a kind for it, that this is where a stack ends. */
const END_BIT = { plain: 0x400, signal: 0x800 } as const;

function kindBits(flags: number): number {
  return (flags >> 8) & 0b111;
}

/** Most entries are calls: kind 2 if kinds are typed, otherwise 0. The end has another bit in 6.3. */
export function detectOrcFormat(entries: DataView): OrcFormat {
  let typed = 0;
  let untyped = 0;
  let ends = 0;
  for (let at = 0; at + ORC_ENTRY_BYTES <= entries.byteLength; at += ORC_ENTRY_BYTES) {
    const flags = entries.getUint16(at + 4, true);
    if ((flags & 0xf) === ORC_REGISTER.undefined) {
      if ((flags & END_BIT.signal) !== 0) ends += 1;
    } else if (kindBits(flags) === 2) typed += 1;
    else if (kindBits(flags) === 0) untyped += 1;
  }
  if (typed > untyped) return 'typed';
  return ends > 0 ? 'signal' : 'plain';
}

/** The entry at byte `at`, the same for all formats. */
export function readOrcEntry(entries: DataView, at: number, format: OrcFormat): OrcEntry {
  const flags = entries.getUint16(at + 4, true);
  const spRegister = flags & 0xf;
  const kind = kindOf(flags, format);
  return {
    kind,
    signal: signalOf(flags, kind, format),
    spRegister,
    spOffset: entries.getInt16(at, true),
    bpRegister: (flags >> 4) & 0xf,
    bpOffset: entries.getInt16(at + 2, true),
  };
}

function kindOf(flags: number, format: OrcFormat): OrcKind {
  if (format === 'typed') return TYPED_KINDS[kindBits(flags)] ?? 'undefined';
  if ((flags & 0xf) === ORC_REGISTER.undefined) return (flags & END_BIT[format]) === 0 ? 'undefined' : 'end';
  return CALL_KINDS[(flags >> 8) & 0b11] ?? 'undefined';
}

function signalOf(flags: number, kind: OrcKind, format: OrcFormat): boolean {
  if (format === 'plain') return kind === 'registers' || kind === 'interrupt-frame';
  return (flags & (format === 'signal' ? 0x400 : 0x800)) !== 0;
}
