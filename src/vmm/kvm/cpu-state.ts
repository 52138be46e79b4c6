/** The registers of a vCPU that has stopped, in KVM's structures, and what they say. Plain data, for any thread. */
import { REGS, SEGMENT, SREGS } from './abi.js';

export interface CpuState {
  /** struct kvm_regs. */
  readonly regs: BigUint64Array;
  /** struct kvm_sregs. */
  readonly sregs: Uint8Array;
}

const CR0_PG = 1n << 31n;
const CR4_LA57 = 1n << 12n;
const EFER_LMA = 1n << 10n;
const LOW_32 = 0xffff_ffffn;
/** After RESET and INIT (Intel SDM volume 3, table 10-1): the first instruction, and CR0 without paging and protection. */
const RESET = { rip: 0xfff0n, rflags: 2n, cs: 0xf000, csBase: 0xffff_0000n } as const;

type SpecialRegister = 'cr0' | 'cr2' | 'cr3' | 'cr4' | 'efer';

function special({ sregs }: CpuState, name: SpecialRegister): bigint {
  return fieldsOf(sregs).getBigUint64(SREGS[name], true);
}

/** Where a guest crashed, for a message. */
export function describeRegisters(state: CpuState): string {
  const { regs } = state;
  return [
    ...(['rip', 'rsp', 'rflags', 'rax'] as const).map((name) => `${name}=${hex(regs[REGS[name]]!)}`),
    `cs=${hex(BigInt(codeSelector(state)))}`,
    ...(['cr0', 'cr2', 'cr3', 'cr4', 'efer'] as const).map((name) => `${name}=${hex(special(state, name))}`),
  ].join(' ');
}

/**
 * True for a processor that has just been reset. At a triple fault, KVM resets the virtual processors of AMD (SHUTDOWN in
 * arch/x86/kvm/svm/svm.c) before it says so: what they show then is nothing of the guest's.
 */
export function isFreshlyReset(state: CpuState): boolean {
  const { regs } = state;
  return (
    regs[REGS.rip] === RESET.rip &&
    regs[REGS.rflags] === RESET.rflags &&
    regs[REGS.rsp] === 0n &&
    codeSelector(state) === RESET.cs &&
    codeBase(state) === RESET.csBase &&
    special(state, 'cr3') === 0n &&
    special(state, 'efer') === 0n
  );
}

/** How addresses of code become physical ones. */
export type CodePaging =
  | { readonly kind: 'none' }
  | { readonly kind: 'long'; readonly cr3: bigint; readonly la57: boolean }
  | { readonly kind: '32-bit' };

/** The address of the instruction at rip, and how it is translated. */
export function codePlace(state: CpuState): { readonly address: bigint; readonly paging: CodePaging } {
  const rip = state.regs[REGS.rip]!;
  // In long mode a code segment has no base.
  if ((special(state, 'efer') & EFER_LMA) !== 0n && isLongCode(state))
    return { address: rip, paging: pagingOf(state) };
  return { address: (codeBase(state) + rip) & LOW_32, paging: pagingOf(state) };
}

function pagingOf(state: CpuState): CodePaging {
  if ((special(state, 'cr0') & CR0_PG) === 0n) return { kind: 'none' };
  if ((special(state, 'efer') & EFER_LMA) === 0n) return { kind: '32-bit' };
  return { kind: 'long', cr3: special(state, 'cr3'), la57: (special(state, 'cr4') & CR4_LA57) !== 0n };
}

function codeSelector({ sregs }: CpuState): number {
  return fieldsOf(sregs).getUint16(SREGS.cs + SEGMENT.selector, true);
}

function codeBase({ sregs }: CpuState): bigint {
  return fieldsOf(sregs).getBigUint64(SREGS.cs + SEGMENT.base, true);
}

function isLongCode({ sregs }: CpuState): boolean {
  return sregs[SREGS.cs + SEGMENT.l] !== 0;
}

function fieldsOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
}

function hex(value: bigint): string {
  return `0x${value.toString(16)}`;
}
