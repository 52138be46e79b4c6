/**
 * Where a guest's virtual CPUs were found by a sampling profiler, by stage. Plain JSON: it goes into trace files and
 * reports as it is. What a runner records at a sample, before names are known, is `Sample`.
 */
import type { Nanoseconds } from '../event.js';

/** One look at a virtual CPU: its registers and the bytes of its stack at that moment, which are gone a moment later. */
export interface Sample {
  /** Since zero. */
  readonly timeNs: Nanoseconds;
  readonly vcpu: number;
  /** The latest stage that had begun; `setup` before the first. */
  readonly stage: string;
  readonly rip: bigint;
  readonly rsp: bigint;
  readonly rbp: bigint;
  /** Registers that few functions have their frame in: those that realign the stack, and entry code. */
  readonly rdx?: bigint;
  readonly rdi?: bigint;
  readonly r10?: bigint;
  readonly r13?: bigint;
  /** Selector of the code segment; its low two bits are the privilege level. */
  readonly cs: number;
  readonly cr3: bigint;
  /** Stack from `rsp` upward, as many bytes as were mapped and fitted. */
  readonly stack: Uint8Array;
  /** Of an interrupt's stack: the stack that it was left for, from the address in its last word upward. */
  readonly outer?: { readonly address: bigint; readonly bytes: Uint8Array };
}

/** How often a virtual CPU was found in the same place. */
export interface ProfileStack {
  readonly stage: string;
  readonly vcpu: number;
  /** Function names, outermost first. Entries in brackets are not functions: `[user]`, `[firmware]`, `[guessed]`. */
  readonly frames: readonly string[];
  /** Samples, at least 1. */
  readonly count: number;
  /** When each of them was taken, since zero and in order; absent where that was not recorded. */
  readonly timesNs?: readonly Nanoseconds[];
}

export const SYMBOL_SOURCES = ['guest-memory', 'file', 'firmware-text', 'none'] as const;
export type SymbolSource = (typeof SYMBOL_SOURCES)[number];

export interface Profile {
  /** Samples a second that were asked for. */
  readonly hz: number;
  /** Samples in `stacks`. */
  readonly samples: number;
  /** Ticks of the timer that gave no sample: they came while the monitor worked, or in a burst. */
  readonly lostTicks: number;
  readonly symbols: {
    readonly source: SymbolSource;
    /** Known symbols. */
    readonly count: number;
    /** Where they are from, or why there are none: one sentence for people. */
    readonly detail: string | null;
  };
  /** Samples in the kernel of a guest whose symbols are known. */
  readonly kernelSamples: number;
  /** Those of them whose stack was followed to its end; the rest is guessed or cut off. */
  readonly rootedKernelSamples: number;
  /** Samples of a virtual CPU that had nothing to do. */
  readonly idleSamples: number;
  /** By stage and virtual CPU in order of appearance, the most frequent first. */
  readonly stacks: readonly ProfileStack[];
}

/** True when the boot was sampled, which slows it down: its times are no evidence beside those of boots that were not. */
export function isProfiled(boot: { readonly profile?: Profile }): boolean {
  return boot.profile !== undefined;
}

/** Maximum number of frames in a stack; the outermost are kept. A kernel stack of 16 KiB holds fewer. */
export const MAX_FRAMES = 128;

/** Functions in which an idle processor halts or polls; of Linux 4 to 6 on x86. */
const IDLE_FUNCTIONS: ReadonlySet<string> = new Set([
  'acpi_idle_do_entry',
  'acpi_safe_halt',
  'cpuidle_enter_state',
  'default_idle',
  'default_idle_call',
  'haltpoll_cpu_idle',
  'intel_idle',
  'intel_idle_irq',
  'mwait_idle',
  'native_halt',
  'native_safe_halt',
  'poll_idle',
  'pv_native_safe_halt',
  'pv_native_halt',
]);

/** True when the innermost function is one in which a processor waits for an interrupt. */
export function isIdle({ frames }: Pick<ProfileStack, 'frames'>): boolean {
  return IDLE_FUNCTIONS.has(frames.at(-1) ?? '');
}
