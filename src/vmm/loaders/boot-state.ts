/** How the first vCPU starts, as data: what a loader decides and kvm/cpu-setup.ts carries out. */

/** Registers that a loader may set; all others are zero. */
export type BootRegister = 'rip' | 'rsp' | 'rsi' | 'rbx';

export interface DirectEntry {
  /** Flat 32-bit protected mode with paging off, or long mode on identity-mapped page tables. */
  readonly mode: 'protected32' | 'long64';
  readonly registers: Readonly<Partial<Record<BootRegister, number>>>;
  /** Guest address of the top-level page table; 0 with paging off. */
  readonly pageTables: number;
  /** Whether this is where a Linux kernel begins. A firmware may begin here, too, and a kernel later. */
  readonly isLinux: boolean;
}

/** A guest that is entered directly, with flat segments from a descriptor table in its memory. */
export interface DirectBoot extends DirectEntry {
  readonly gdt: {
    readonly address: number;
    readonly size: number;
    readonly code: number;
    readonly data: number;
  };
}

/** `reset`: the processor's own reset state, real mode at the reset vector 0xfffffff0. */
export type BootState = { readonly mode: 'reset' } | DirectBoot;
