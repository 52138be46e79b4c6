/** Looks at one vCPU from its own thread: at each tick its registers and its stack go into a ring. */
import type { Nanoseconds } from '../../trace/event.js';
import type { GuestMemory } from '../bus/memory.js';
import { placesOf, type SyncRegisters } from '../kvm/sync-registers.js';
import type { Control } from '../threads/control.js';
import { type CopyRoom, GuestStack, type SplitAddress, type SplitPaging } from './guest-stack.js';
import {
  SAMPLE_OUTER_SIZE,
  SAMPLE_STACK_SIZE,
  SAMPLED_REGISTERS,
  SampleLog,
  type SampleRoom,
} from './sample-log.js';

/** How a vCPU is sampled; passes between threads. */
export interface Sampling {
  readonly periodNs: Nanoseconds;
  /** SampleLog of this vCPU. */
  readonly log: SharedArrayBuffer;
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
const WORD_SIZE = 8;
const PLACES = placesOf(SAMPLED_REGISTERS);

export class Sampler {
  readonly #parts: SamplerParts;
  readonly #log: SampleLog;
  readonly #stack: GuestStack;
  readonly #word = new DataView(new ArrayBuffer(WORD_SIZE));
  readonly #wordRoom: CopyRoom = { bytes: new Uint8Array(this.#word.buffer), at: 0, length: WORD_SIZE };
  readonly #logRoom: CopyRoom;
  /** One of each, so that none is made for a sample. */
  readonly #rsp: SplitAddress = { low: 0, high: 0 };
  readonly #address: SplitAddress = { low: 0, high: 0 };
  readonly #paging: SplitPaging = { root: 0, levels: 4 };

  constructor(parts: SamplerParts) {
    this.#parts = parts;
    this.#log = new SampleLog(parts.sampling.log);
    this.#logRoom = { bytes: this.#log.bytes, at: 0, length: 0 };
    this.#stack = new GuestStack(parts.memory);
  }

  /** Takes a sample of what the vCPU did at `timeNs`. */
  take(timeNs: Nanoseconds): void {
    const { registers, control } = this.#parts;
    this.#log.push({ timeNs, stage: control.stage, cs: registers.cs }, this.#fill);
  }

  readonly #fill = (room: SampleRoom): void => {
    const { registers } = this.#parts;
    registers.copy(PLACES, room.fields, room.registers);
    room.stackLength = 0;
    room.outerLength = 0;
    this.#rsp.low = registers.low('rsp');
    this.#rsp.high = registers.high('rsp');
    if ((registers.cs & PRIVILEGE_LEVEL) !== 0 || !isUpperHalf(this.#rsp)) return;
    this.#paging.levels = (registers.low('cr4') & CR4_LA57) === 0 ? 4 : 5;
    this.#paging.root =
      (registers.high('cr3') & HIGH_TABLE) * 2 ** 32 + ((registers.low('cr3') & LOW_TABLE) >>> 0);
    room.stackLength = this.#copy(this.#rsp, room.stack, SAMPLE_STACK_SIZE);
    if (this.#findOuter(room))
      room.outerLength = this.#copy(room.outerAddress, room.stack + room.stackLength, SAMPLE_OUTER_SIZE);
  };

  #copy(from: SplitAddress, at: number, length: number): number {
    this.#logRoom.at = at;
    this.#logRoom.length = length;
    return this.#stack.copy(from, this.#paging, this.#logRoom);
  }

  /**
   * Where an interrupt's stack was entered from: its last word (arch/x86/include/asm/irq_stack.h). False for other stacks,
   * whose last words are no address on another stack.
   */
  #findOuter({ fields, stack, stackLength, outerAddress: found }: SampleRoom): boolean {
    // A copy that ended early has come to the stack's end: its last word is there already.
    if (stackLength < WORD_SIZE) return false;
    if (stackLength < SAMPLE_STACK_SIZE) readAddress(fields, stack + stackLength - WORD_SIZE, found);
    else if (this.#readLastWord(this.#rsp)) readAddress(this.#word, 0, found);
    else return false;
    return isStack(found) && !isNear(found, this.#rsp);
  }

  /** Of a stack of which only a part was copied. */
  #readLastWord({ low, high }: SplitAddress): boolean {
    const first = (low & ~PAGE_MASK) >>> 0;
    for (let page = 0; page < STACK_PAGES; page++) {
      const start = first + page * PAGE_SIZE;
      if (start > LAST_PAGE || !this.#isMapped(start, high)) return false;
      // Behind a stack nothing is mapped; one that lies in the kernel's image ends on a boundary of its size.
      const end = start + PAGE_SIZE;
      const isEnd = end > LAST_PAGE || end % (STACK_PAGES * PAGE_SIZE) === 0 || !this.#isMapped(end, high);
      if (!isEnd) continue;
      this.#address.low = end - WORD_SIZE;
      return this.#stack.copy(this.#address, this.#paging, this.#wordRoom) === WORD_SIZE;
    }
    return false;
  }

  #isMapped(low: number, high: number): boolean {
    this.#address.low = low;
    this.#address.high = high;
    return this.#stack.has(this.#address, this.#paging);
  }
}

function readAddress(fields: DataView, at: number, into: SplitAddress): void {
  into.low = fields.getUint32(at, true);
  into.high = fields.getUint32(at + 4, true);
}

function isStack(found: SplitAddress): boolean {
  return isUpperHalf(found) && !isModule(found) && (found.low & 7) === 0;
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
function isNear(found: SplitAddress, { low, high }: SplitAddress): boolean {
  return found.high === high && Math.abs(found.low - low) < STACK_PAGES * PAGE_SIZE;
}
