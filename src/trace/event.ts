/**
 * The vocabulary of a trace: what a guest did and when, as every reader and runner reports it, before
 * anything is classified. Zero is the creation of the VM.
 */

/** Whole nanoseconds. Exact up to 2^53 ns, about 104 days. */
export type Nanoseconds = number;

/**
 * Where text came from: the debug console, the firmware debug port, a serial port (debug-ports.ts), the log that the
 * guest's kernel keeps, or what the monitor says about itself.
 */
export const TEXT_CHANNELS = ['debug-console', 'firmware-debug', 'serial', 'kernel-log', 'monitor'] as const;
export type TextChannel = (typeof TEXT_CHANNELS)[number];

/** Moments in the life of a guest that are not a code it wrote. */
export const LIFECYCLE_PHASES = ['guest-entry', 'reset', 'shutdown', 'halt', 'crash'] as const;
export type LifecyclePhase = (typeof LIFECYCLE_PHASES)[number];

interface EventBase {
  /** Time since zero; negative only for a moment, where a log says that it came before. */
  readonly timeNs: Nanoseconds;
  /** Line of the log, from 1; null when the event did not come from a log. */
  readonly line: number | null;
  /** Number of the virtual CPU, null when the source does not say. */
  readonly vcpu: number | null;
}

/** POST cards and management controllers see codes of two bytes. */
export const MAX_CODE = 0xffff;

/** What was written to the POST port, one byte or two, or the boundary of a stage that a log names: see NO_PORT. */
export interface CodeEvent extends EventBase {
  readonly kind: 'code';
  /** 0x00 to MAX_CODE. */
  readonly code: number;
  /** I/O port, 0x80 on x86; aarch64 guests write an address, given here as it is known. NO_PORT for a boundary that a text names. */
  readonly port: number;
  /** What a mark calls it; a name from the table in force comes first. */
  readonly name?: string;
}

/** The stages that every log can speak of, in the order of a boot. */
export const STANDARD_STAGES = ['firmware', 'bootloader', 'kernel', 'userspace'] as const;
export type StandardStage = (typeof STANDARD_STAGES)[number];

/** A point of time that a log names. It is no code, and keeps the name that its source gave it. */
export interface MomentEvent extends EventBase {
  readonly kind: 'moment';
  /** The same in every log of its source, whatever the name's wording: `coreboot:4`. */
  readonly key: string;
  /** As the source prints it. Comes from a log: never trust it to be printable. */
  readonly name: string;
  /** The stage that it is part of; null for a moment of none. */
  readonly stage: StandardStage | null;
}

/** One line of text; its time is that of its first byte. */
export interface TextEvent extends EventBase {
  readonly kind: 'text';
  readonly channel: TextChannel;
  /** Without the line end. Comes from the guest: never trust it to be printable. */
  readonly text: string;
}

export interface LifecycleEvent extends EventBase {
  readonly kind: 'lifecycle';
  readonly phase: LifecyclePhase;
}

/** The guest's kernel entered a function. */
export interface FunctionEvent extends EventBase {
  readonly kind: 'function';
  /** Comes from the guest: never trust it to be printable. */
  readonly name: string;
  /** Whether the kernel called it as one of its initcalls. */
  readonly initcall: boolean;
  /** Of a function that a text names: how long it took, null when it did not return. Absent where only its entry was seen. */
  readonly durationNs?: Nanoseconds | null;
}

export type TraceEvent = CodeEvent | MomentEvent | TextEvent | LifecycleEvent | FunctionEvent;

/** Port of a code without a port write: a text names the boundary of the stage that the code stands for. */
export const NO_PORT = 0;

/** `0x0a`: the way a code is written everywhere. */
export function formatCode(code: number): string {
  return `0x${code.toString(16).padStart(2, '0')}`;
}
