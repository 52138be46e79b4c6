/** Registers of a vCPU for tests, zero where nothing is said: flat 32-bit code with selector 8. */
import { REGS, SEGMENT, SIZE, SREGS } from '../../../src/vmm/kvm/abi.js';
import type { CpuState } from '../../../src/vmm/kvm/cpu-state.js';

export interface CpuStateFields {
  readonly rip?: number;
  readonly rsp?: number;
  readonly rflags?: number;
  readonly cs?: number;
  readonly csBase?: number;
  readonly cr0?: number;
  readonly cr3?: number;
  readonly cr4?: number;
  readonly efer?: number;
  /** A code segment of 64 bits. */
  readonly long?: boolean;
}

export function cpuState({ cs = 8, csBase = 0, long = false, ...fields }: CpuStateFields): CpuState {
  const regs = new BigUint64Array(SIZE.kvm_regs / 8);
  for (const name of ['rip', 'rsp', 'rflags'] as const)
    regs[REGS[name]] = BigInt(fields[name] ?? (name === 'rflags' ? 2 : 0));
  const sregs = new Uint8Array(SIZE.kvm_sregs);
  const view = new DataView(sregs.buffer);
  for (const name of ['cr0', 'cr3', 'cr4', 'efer'] as const)
    view.setBigUint64(SREGS[name], BigInt(fields[name] ?? 0), true);
  view.setUint16(SREGS.cs + SEGMENT.selector, cs, true);
  view.setBigUint64(SREGS.cs + SEGMENT.base, BigInt(csBase), true);
  view.setUint8(SREGS.cs + SEGMENT.l, long ? 1 : 0);
  return { regs, sregs };
}
