/**
 * From a sample to the chain of its callers by ORC, as Linux itself does it (arch/x86/kernel/unwind_orc.c), on the
 * stacks that were copied with the sample. Leaves out return addresses that a tracer has replaced.
 */
import { MAX_FRAMES, type Sample } from '../../trace/profile/profile.js';
import { ORC_REGISTER, type OrcEntry } from './orc-entry.js';
import type { OrcLookup } from './orc-table.js';
import { type StackBytes, stackOf } from './stack-bytes.js';

/**
 * Why a chain ended: at the end of a kernel thread's stack, at the entry from user mode, at code that has no entry, or
 * because the stack goes on where nothing was copied or makes no sense.
 */
export type UnwindEnd = 'root' | 'user' | 'no-entry' | 'not-copied' | 'wrong';

export interface Frame {
  readonly address: bigint;
  /** After a call: the instruction before it is the one that runs. */
  readonly isReturn: boolean;
}

export interface Unwound {
  /** Innermost first; at least one. */
  readonly frames: readonly Frame[];
  readonly end: UnwindEnd;
  /** Where the stack pointer was in the outermost frame: what lies above is its callers'. */
  readonly sp: bigint;
}

/** Registers that an interrupted function had, by where they were found; null when they are not known. */
type Registers = (register: 'bp' | 'dx' | 'di' | 'r10' | 'r13') => bigint | null;

interface State {
  readonly ip: bigint;
  readonly sp: bigint;
  readonly bp: bigint;
  /** `ip` was interrupted; else it is behind a call. */
  readonly signal: boolean;
  readonly registers: Registers;
  /** Privilege of the interrupted code; the kernel's when nothing was interrupted. */
  readonly isUser: boolean;
}

/** Offsets in struct pt_regs (arch/x86/include/asm/ptrace.h). */
const PT_REGS = { r13: 0x10n, bp: 0x20n, r10: 0x38n, dx: 0x60n, di: 0x70n, ip: 0x80n } as const;
/** What the processor pushes begins with the instruction pointer. */
const INTERRUPT_FRAME = { cs: 8n, sp: 24n } as const;

const NO_REGISTERS: Registers = () => null;

/** What to unwind by. */
export interface Unwinder extends OrcLookup {
  /** See `looksUpWithOffset`. */
  readonly looksUpWithOffset: boolean;
  /** True for an address directly after a call. */
  readonly isReturnAddress: (address: bigint) => boolean;
}

/** Never more than MAX_FRAMES steps. */
export function unwind(sample: Sample, orc: Unwinder): Unwound {
  const stack = stackOf(sample);
  const frames: Frame[] = [];
  let state = startOf(sample);
  while (frames.length < MAX_FRAMES) {
    frames.push({ address: state.ip, isReturn: !state.signal });
    const next = step(state, orc, stack);
    if (typeof next === 'string') return { frames, end: next, sp: state.sp };
    if (next.isUser) return { frames, end: 'user', sp: next.sp };
    state = next;
  }
  return { frames, end: 'wrong', sp: state.sp };
}

function startOf({ rip, rsp, rbp, rdx, rdi, r10, r13 }: Sample): State {
  const known = { bp: rbp, dx: rdx, di: rdi, r10, r13 };
  const registers: Registers = (register) => known[register] ?? null;
  return { ip: rip, sp: rsp, bp: rbp, signal: true, registers, isUser: false };
}

function step(state: State, orc: Unwinder, stack: StackBytes): State | UnwindEnd {
  const entry = orc.find(state.signal ? state.ip : state.ip - 1n);
  if (entry === null || entry.kind === 'undefined') return callerOfThunk(state, orc, stack) ?? 'no-entry';
  if (entry.kind === 'end') return 'root';
  const sp = previousSp(state, entry, stack, orc.looksUpWithOffset);
  if (sp === null) return 'wrong';
  const caller = callerOf(state, entry, sp, stack);
  if (caller === null) return 'not-copied';
  if (caller.isUser) return caller;
  const bp = previousBp(state, caller, entry, sp, stack);
  if (bp === null) return 'wrong';
  if (isBackward(state, caller, stack)) return 'wrong';
  return { ...caller, bp };
}

/** Thunks of indirect calls and returns have no frame and no entry: their caller's address is on top of the stack, or next to it. */
function callerOfThunk(state: State, orc: Unwinder, stack: StackBytes): State | null {
  if (!state.signal) return null;
  for (const sp of [state.sp, state.sp + 8n]) {
    const ip = stack.word(sp);
    if (ip !== null && orc.isReturnAddress(ip)) {
      return { ip, sp: sp + 8n, bp: state.bp, signal: false, registers: NO_REGISTERS, isUser: false };
    }
  }
  return null;
}

/** A stack that does not get shorter would be followed forever; an interrupt's stack is left for another, once. */
function isBackward(state: State, caller: State, stack: StackBytes): boolean {
  const [from, to] = [stack.pieceOf(state.sp), stack.pieceOf(caller.sp)];
  return from === to ? caller.sp <= state.sp : to !== null && from !== null && to < from;
}

/** Where the caller's frame or the saved registers are. */
function previousSp(
  { sp, bp, registers }: State,
  { spRegister, spOffset }: OrcEntry,
  stack: StackBytes,
  offsetFirst: boolean,
): bigint | null {
  const offset = BigInt(spOffset);
  switch (spRegister) {
    case ORC_REGISTER.sp:
      return sp + offset;
    case ORC_REGISTER.bp:
      return bp + offset;
    case ORC_REGISTER.bpIndirect:
      return stack.word(bp + offset);
    case ORC_REGISTER.spIndirect: {
      const found = stack.word(offsetFirst ? sp + offset : sp);
      return found === null || offsetFirst ? found : found + offset;
    }
    case ORC_REGISTER.dx:
      return registers('dx');
    case ORC_REGISTER.di:
      return registers('di');
    case ORC_REGISTER.r10:
      return registers('r10');
    case ORC_REGISTER.r13:
      return registers('r13');
    default:
      return null;
  }
}

/** All of the caller's state but its frame pointer, which is still that of the callee. */
function callerOf(state: State, { kind, signal }: OrcEntry, sp: bigint, stack: StackBytes): State | null {
  if (kind === 'call') {
    const ip = stack.word(sp - 8n);
    if (ip === null) return null;
    return { ip, sp, bp: state.bp, signal, registers: NO_REGISTERS, isUser: false };
  }
  const all = kind === 'registers';
  const frame = all ? sp + PT_REGS.ip : sp;
  const ip = stack.word(frame);
  const cs = stack.word(frame + INTERRUPT_FRAME.cs);
  const outer = stack.word(frame + INTERRUPT_FRAME.sp);
  if (ip === null || cs === null || outer === null) return null;
  const saved: Registers = (register) => stack.word(sp + PT_REGS[register]);
  // An interrupt frame does not contain the other registers, so their previous values still apply.
  const registers = all ? saved : state.registers;
  return { ip, sp: outer, bp: state.bp, signal, registers, isUser: (cs & 3n) !== 0n };
}

function previousBp(
  { bp }: State,
  caller: State,
  { bpRegister, bpOffset }: OrcEntry,
  sp: bigint,
  stack: StackBytes,
): bigint | null {
  switch (bpRegister) {
    case ORC_REGISTER.undefined:
      return caller.registers('bp') ?? bp;
    case ORC_REGISTER.previousSp:
      return stack.word(sp + BigInt(bpOffset));
    case ORC_REGISTER.bp:
      return stack.word(bp + BigInt(bpOffset));
    default:
      return null;
  }
}
