/**
 * The registers of a vCPU as KVM leaves them in struct kvm_run at each exit (KVM_CAP_SYNC_REGS), so that reading one costs no
 * system call. Documentation/virt/kvm/api.rst, 5 and 7.
 */
import { KVM_SYNC_X86_REGS, KVM_SYNC_X86_SREGS, REGS, RUN, SIZE, SREGS } from './abi.js';

/** What KVM_CAP_SYNC_REGS must offer. */
export const SYNC_REGISTERS = KVM_SYNC_X86_REGS | KVM_SYNC_X86_SREGS;

/** Offset of the selector in struct kvm_segment. */
const SELECTOR = 12;

const OFFSETS = {
  rip: RUN.sync_regs + REGS.rip * 8,
  rsp: RUN.sync_regs + REGS.rsp * 8,
  rbp: RUN.sync_regs + REGS.rbp * 8,
  rdx: RUN.sync_regs + REGS.rdx * 8,
  rdi: RUN.sync_regs + REGS.rdi * 8,
  r10: RUN.sync_regs + REGS.r10 * 8,
  r13: RUN.sync_regs + REGS.r13 * 8,
  cr3: RUN.sync_regs + SIZE.kvm_regs + SREGS.cr3,
  cr4: RUN.sync_regs + SIZE.kvm_regs + SREGS.cr4,
} as const;
const CS = RUN.sync_regs + SIZE.kvm_regs + SREGS.cs + SELECTOR;

export type SyncRegister = keyof typeof OFFSETS;

/** Where registers lie, for `copy`: their names are looked up once. */
export function placesOf(registers: readonly SyncRegister[]): readonly number[] {
  return registers.map((register) => OFFSETS[register] / 4);
}

export class SyncRegisters {
  readonly #words: Uint32Array;
  readonly #fields: DataView;

  /** @param page struct kvm_run; from its next exit on, KVM fills in the registers */
  constructor(page: ArrayBuffer) {
    this.#words = new Uint32Array(page, 0, (RUN.sync_regs + SIZE.kvm_regs + SIZE.kvm_sregs) / 4);
    this.#fields = new DataView(page);
    this.#fields.setBigUint64(RUN.kvm_valid_regs, BigInt(SYNC_REGISTERS), true);
  }

  get(register: SyncRegister): bigint {
    return this.#fields.getBigUint64(OFFSETS[register], true);
  }

  /**
   * Makes the guest go on at another address. At an exit for a port, KVM then takes the instruction for done and does not
   * step over it itself, whatever is at its place by then.
   */
  goTo(rip: bigint): void {
    this.#fields.setBigUint64(OFFSETS.rip, rip, true);
    this.#fields.setBigUint64(RUN.kvm_dirty_regs, BigInt(KVM_SYNC_X86_REGS), true);
  }

  /** Selector of the code segment; its low two bits are the privilege level. */
  get cs(): number {
    return this.#fields.getUint16(CS, true);
  }

  /** Writes registers one behind the other, 8 bytes each. */
  copy(places: readonly number[], into: DataView, at: number): void {
    for (let i = 0; i < places.length; i++) {
      into.setUint32(at + i * 8, this.#words[places[i]!]!, true);
      into.setUint32(at + i * 8 + 4, this.#words[places[i]! + 1]!, true);
    }
  }

  /** The low 32 bits, without making a large number of all of them. */
  low(register: SyncRegister): number {
    return this.#words[OFFSETS[register] / 4]!;
  }

  /** The high 32 bits. */
  high(register: SyncRegister): number {
    return this.#words[OFFSETS[register] / 4 + 1]!;
  }
}
