/** Looks at one vCPU from its own thread: at each tick its registers and its stack go into a ring. */
import type { Nanoseconds } from '../trace/event.js';
import type { Control } from './control.js';
import { GuestStack, type SplitAddress } from './guest-stack.js';
import type { SyncRegisters } from './kvm/sync-registers.js';
import type { GuestMemory } from './memory.js';
import { SAMPLED_REGISTERS, SampleRing, type SampleRoom } from './sample-ring.js';

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
const CR4_LA57 = 1 << 12;
/** Of CR3, the address of the top page table. */
const HIGH_TABLE = 0xf_ffff;
const LOW_TABLE = 0xffff_f000;
const PAGE_SIZE = 4096;
const PAGE_MASK = PAGE_SIZE - 1;
const LAST_PAGE = 0xffff_f000;
/** Of an interrupt's stack (arch/x86/include/asm/page_64_types.h). */
const STACK_PAGES = 4;

export class Sampler {
  readonly #parts: SamplerParts;
  readonly #ring: SampleRing;
  readonly #stack: GuestStack;
  readonly #word = new Uint8Array(8);
  readonly #words = new Uint32Array(this.#word.buffer);
  readonly #byte = new Uint8Array(1);
  readonly #address: SplitAddress = { low: 0, high: 0 };

  constructor(parts: SamplerParts) {
    this.#parts = parts;
    this.#ring = new SampleRing(parts.sampling.ring);
    this.#stack = new GuestStack(parts.memory);
  }

  /** Takes a sample of what the vCPU did at `timeNs`. */
  take(timeNs: Nanoseconds): void {
    const { registers, control } = this.#parts;
    this.#ring.push({ timeNs, stage: control.stage, cs: registers.cs }, this.#fill);
  }

  readonly #fill = (room: SampleRoom): void => {
    const { registers } = this.#parts;
    for (let i = 0; i < SAMPLED_REGISTERS.length; i++) {
      room.registers[i * 2] = registers.low(SAMPLED_REGISTERS[i]!);
      room.registers[i * 2 + 1] = registers.high(SAMPLED_REGISTERS[i]!);
    }
    room.stackLength = 0;
    room.outerLength = 0;
    const rsp = this.#address;
    rsp.low = registers.low('rsp');
    rsp.high = registers.high('rsp');
    if ((registers.cs & PRIVILEGE_LEVEL) !== 0 || !isUpperHalf(rsp)) return;
    room.stackLength = this.#copy(rsp, room.stack);
    if (this.#findOuter(rsp, room.outerAddress)) room.outerLength = this.#copy(room.outerAddress, room.outer);
  };

  /**
   * Where an interrupt's stack was entered from: its last word (arch/x86/include/asm/irq_stack.h). False for other stacks,
   * whose last words are no address on another stack.
   */
  #findOuter({ low, high }: SplitAddress, found: SplitAddress): boolean {
    const last = (low & ~PAGE_MASK) >>> 0;
    for (let page = 0; page < STACK_PAGES; page++) {
      const start = last + page * PAGE_SIZE;
      if (start > LAST_PAGE || !this.#isMapped(start, high)) return false;
      // Behind a stack nothing is mapped; one that lies in the kernel's image ends on a boundary of its size.
      const end = start + PAGE_SIZE;
      const isEnd = end > LAST_PAGE || end % (STACK_PAGES * PAGE_SIZE) === 0 || !this.#isMapped(end, high);
      if (isEnd) return this.#readOuter(end - this.#word.length, high, found) && !isNear(found, low, high);
    }
    return false;
  }

  #readOuter(low: number, high: number, found: SplitAddress): boolean {
    this.#address.low = low;
    this.#address.high = high;
    if (this.#copy(this.#address, this.#word) < this.#word.length) return false;
    found.low = this.#words[0]!;
    found.high = this.#words[1]!;
    return isUpperHalf(found) && !isModule(found) && (found.low & 7) === 0;
  }

  #isMapped(low: number, high: number): boolean {
    this.#address.low = low;
    this.#address.high = high;
    return this.#copy(this.#address, this.#byte) === 1;
  }

  #copy(address: SplitAddress, into: Uint8Array): number {
    const { registers } = this.#parts;
    const levels = (registers.low('cr4') & CR4_LA57) === 0 ? 4 : 5;
    const root = (registers.high('cr3') & HIGH_TABLE) * 2 ** 32 + ((registers.low('cr3') & LOW_TABLE) >>> 0);
    return this.#stack.copy(address, root, levels, into);
  }
}

/** Kernels of 64 bits live in the upper half; only their stacks can be unwound. */
function isUpperHalf({ high }: SplitAddress): boolean {
  return high >>> 31 === 1;
}

/** Behind the kernel's image there are modules and no stacks (Documentation/arch/x86/x86_64/mm.rst). */
function isModule({ low, high }: SplitAddress): boolean {
  return high === 0xffff_ffff && low >= 0xc000_0000;
}

/** On the same stack as the other. */
function isNear(found: SplitAddress, low: number, high: number): boolean {
  return found.high === high && Math.abs(found.low - low) < STACK_PAGES * PAGE_SIZE;
}
