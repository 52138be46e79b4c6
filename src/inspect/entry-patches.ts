/**
 * Where and how entries of kernel functions can be marked from outside: in place of the nop that Linux's function tracer
 * keeps at a function's start (arch/x86/kernel/ftrace.c) goes a write to a port, which leaves the guest and changes
 * nothing in it. Any other bytes there are left alone, with a reason.
 */
import { bytesAt, type GuestBytes } from './guest-bytes.js';
import { type KernelBase, physicalOf } from './kernel-base.js';
import type { SymbolTable } from './symbols/symbol-table.js';

export interface EntryPatch {
  readonly name: string;
  /** Virtual, of the first byte that is replaced. With IBT that is 4 bytes behind the function's own. */
  readonly address: bigint;
  /** Guest physical address of the same byte. */
  readonly physical: number;
  readonly original: Uint8Array;
  readonly replacement: Uint8Array;
}

export interface EntryRefusal {
  readonly name: string;
  /** One sentence for people. */
  readonly reason: string;
  /** The function still has the call that it was built with: the kernel has not come so far, and may. */
  readonly isEarly: boolean;
}

export interface EntryPatches {
  readonly patches: readonly EntryPatch[];
  readonly refusals: readonly EntryRefusal[];
}

/** The requested facts about the kernel. */
export interface PatchedKernel {
  readonly ram: GuestBytes;
  readonly base: KernelBase;
  readonly symbols: SymbolTable;
}

/** NOP of five bytes, `nopl 0(%rax,%rax,1)`. */
export const TRACER_NOP = Uint8Array.of(0x0f, 0x1f, 0x44, 0x00, 0x00);
const CALL_RELATIVE = 0xe8;
const BREAKPOINT = 0xcc;
/** ENDBR64, and the nop that it becomes where no indirect call goes (arch/x86/include/asm/ibt.h). */
const IBT_ENTRIES = [
  Uint8Array.of(0xf3, 0x0f, 0x1e, 0xfa),
  Uint8Array.of(0x66, 0x0f, 0x1f, 0x00),
  Uint8Array.of(0x0f, 0x1f, 0x40, 0xd6),
];
const IBT_BYTES = 4;

/** `out %al, $port`, and a nop of three bytes: as long as what it replaces. The port is a byte. */
export function portWrite(port: number): Uint8Array {
  return Uint8Array.of(0xe6, port & 0xff, 0x0f, 0x1f, 0x00);
}

/** What to write to mark each function. Writes nothing itself. Each name is in one of the two lists, in the order given. */
export function planEntryPatches(
  kernel: PatchedKernel,
  names: readonly string[],
  port: number,
): EntryPatches {
  const patches: EntryPatch[] = [];
  const refusals: EntryRefusal[] = [];
  for (const name of new Set(names)) {
    const place = findEntry(kernel, name);
    if ('reason' in place) refusals.push(place);
    else patches.push({ name, ...place, original: TRACER_NOP, replacement: portWrite(port) });
  }
  return { patches, refusals };
}

function findEntry(
  { ram, base, symbols }: PatchedKernel,
  name: string,
): Pick<EntryPatch, 'address' | 'physical'> | EntryRefusal {
  const entry = symbols.addressOf(name);
  const refuse = (reason: string): EntryRefusal => ({ name, reason, isEarly: false });
  if (entry === null) return refuse(`the kernel has no function ${name}; it may be inlined`);
  const physical = physicalOf(base, entry);
  const bytes = physical === null ? null : bytesAt(ram, physical, IBT_BYTES + TRACER_NOP.length);
  if (physical === null || bytes === null || !isInText(symbols, entry)) {
    return refuse(`${name} is not a function in the kernel's own text`);
  }
  const isIbt = IBT_ENTRIES.some((one) => startsWith(bytes, one));
  const skip = isIbt ? IBT_BYTES : 0;
  const code = bytes.subarray(skip);
  if (startsWith(code, TRACER_NOP)) return { address: entry + BigInt(skip), physical: physical + skip };
  return { name, reason: describeOther(name, code), isEarly: code[0] === CALL_RELATIVE };
}

/** Linux's text, or the part of it that is given back after the start. */
function isInText(symbols: SymbolTable, address: bigint): boolean {
  return (
    symbols.isBetween(address, '_stext', '_etext') || symbols.isBetween(address, '_sinittext', '_einittext')
  );
}

function describeOther(name: string, code: Uint8Array): string {
  const found = Buffer.from(code.subarray(0, TRACER_NOP.length)).toString('hex');
  if (code[0] === CALL_RELATIVE) {
    return `${name} begins with a call (${found}): the kernel's function tracer is not set up yet, or it traces this function`;
  }
  if (code[0] === BREAKPOINT) return `${name} begins with a breakpoint: it is already traced`;
  return `${name} begins with ${found}, not with the tracer's nop: it was built without CONFIG_FUNCTION_TRACER, cannot be traced, or its memory was freed`;
}

function startsWith(bytes: Uint8Array, start: Uint8Array): boolean {
  return start.every((byte, at) => bytes[at] === byte);
}
