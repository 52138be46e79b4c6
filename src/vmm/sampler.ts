/** Looks at one vCPU from its own thread: at each tick its registers and its stack go into a ring. */
import type { Nanoseconds } from '../trace/event.js';
import type { Control } from './control.js';
import { GuestStack } from './guest-stack.js';
import type { SyncRegisters } from './kvm/sync-registers.js';
import type { GuestMemory } from './memory.js';
import { SAMPLED_REGISTERS, SampleRing } from './sample-ring.js';

/** How a vCPU is sampled; passes between threads. */
export interface Sampling {
  readonly periodNs: Nanoseconds;
  /** SampleRing of this vCPU. */
  readonly ring: SharedArrayBuffer;
}

export interface SamplerParts {
  readonly sampling: Sampling;
  readonly registers: SyncRegisters;
  readonly memory: GuestMemory;
  readonly control: Control;
}

const PRIVILEGE_LEVEL = 3;
const CR4_LA57 = 1n << 12n;
const PAGE_TABLE = 0xf_ffff_ffff_f000n;
const LOW_WORD = 0xffff_ffffn;
/** Kernels of 64 bits live in the upper half; only their stacks can be unwound. */
const UPPER_HALF = 1n << 63n;

export class Sampler {
  readonly #parts: SamplerParts;
  readonly #ring: SampleRing;
  readonly #stack: GuestStack;

  constructor(parts: SamplerParts) {
    this.#parts = parts;
    this.#ring = new SampleRing(parts.sampling.ring);
    this.#stack = new GuestStack(parts.memory);
  }

  /** Takes a sample of what the vCPU did at `timeNs`. */
  take(timeNs: Nanoseconds): void {
    const { registers, control } = this.#parts;
    this.#ring.push({ timeNs, stage: control.stage, cs: registers.cs }, (room, stack) => {
      for (const [index, name] of SAMPLED_REGISTERS.entries()) registers.copy(name, room, index * 8);
      return this.#copyStack(stack);
    });
  }

  #copyStack(into: Uint8Array): number {
    const { registers } = this.#parts;
    const rsp = registers.get('rsp');
    if ((registers.cs & PRIVILEGE_LEVEL) !== 0 || rsp < UPPER_HALF) return 0;
    const address = { low: Number(rsp & LOW_WORD), high: Number(rsp >> 32n) };
    const levels = (registers.get('cr4') & CR4_LA57) === 0n ? 4 : 5;
    return this.#stack.copy(address, Number(registers.get('cr3') & PAGE_TABLE), levels, into);
  }
}
