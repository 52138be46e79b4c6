/**
 * Waits, at the ticks of the first vCPU, for the moments of an unmodified Linux kernel: the first instruction of its own
 * image, and the moment when its functions can be marked.
 */
import { findKernelBase, isKernelText, type KernelBase } from '../../inspect/kernel-base.js';
import type { Nanoseconds } from '../../trace/event.js';
import type { GuestMemory } from '../bus/memory.js';
import type { SyncRegisters } from '../kvm/sync-registers.js';
import type { Control } from '../threads/control.js';
import type { FunctionMarkPlan, FunctionMarks } from './function-marks.js';

/** Codes that an unmodified kernel is given: as it begins, and as it starts init. */
export interface KernelCodes {
  readonly entry: number;
  readonly init: number;
}

/** The requested facts about an unmodified kernel. */
export interface KernelMarks {
  readonly codes: KernelCodes | null;
  readonly functions: FunctionMarkPlan | null;
}

/** How often it is looked whether the moment has come: a kernel takes tens of milliseconds between two of them. */
export const WATCH_PERIOD_NS: Nanoseconds = 4_000_000;

const CR4_LA57 = 1n << 12n;

export interface KernelWatchParts {
  readonly marks: FunctionMarks | null;
  readonly registers: SyncRegisters;
  readonly memory: GuestMemory;
  readonly control: Control;
  /** Null when the entry is known otherwise or not requested. The lock is held. */
  readonly onEntry: (() => void) | null;
}

export class KernelWatch {
  readonly #parts: KernelWatchParts;
  #awaitsEntry: boolean;
  /**
   * The kernel's address, found in the page tables at `cr3`. It is looked up once, because this reads hundreds of
   * entries.
   */
  #found: { readonly cr3: bigint; readonly place: KernelBase } | null = null;

  constructor(parts: KernelWatchParts) {
    this.#parts = parts;
    this.#awaitsEntry = parts.onEntry !== null;
  }

  /** Returns whether there is anything left to wait for. */
  look(): boolean {
    const { registers, control } = this.#parts;
    if (!isKernelText(registers.cs, registers.get('rip'))) return true;
    control.lock();
    try {
      if (this.#awaitsEntry) this.#parts.onEntry?.();
      this.#awaitsEntry = false;
      return !this.#arm();
    } finally {
      control.unlock();
    }
  }

  #arm(): boolean {
    const { marks, registers, memory } = this.#parts;
    if (marks === null || marks.isSettled) return true;
    const cr3 = registers.get('cr3');
    if (this.#found?.cr3 !== cr3) {
      const la57 = (registers.get('cr4') & CR4_LA57) !== 0n;
      const place = findKernelBase(memory, [{ cr3, la57 }]);
      this.#found = place === null ? null : { cr3, place };
    }
    return this.#found !== null && marks.arm(this.#found.place);
  }
}
