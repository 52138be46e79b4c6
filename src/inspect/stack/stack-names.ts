/** The names of a sample's functions, outermost first, as far as kernel, modules, a file of symbols and the address tell. */
import type { ProfileStack, Sample } from '../../trace/profile/profile.js';
import { MAX_FRAMES } from '../../trace/profile/profile.js';
import type { Kernel } from '../kernel.js';
import { isInKernelMap } from '../kernel-base.js';
import { isInModules } from '../modules.js';
import type { SymbolTable } from '../symbols/symbol-table.js';
import type { ModuleMap } from '../uefi-modules.js';
import { type Frame, type Unwound, unwind } from './orc-unwind.js';
import { guessCallers } from './stack-scan.js';

export interface NamedStack extends Pick<ProfileStack, 'frames'> {
  /** In the kernel of a guest whose kernel is known. */
  readonly isKernel: boolean;
  /** Followed to where it began. */
  readonly isRooted: boolean;
}

/** Frames that are no functions. */
export const FRAME = {
  user: '[user]',
  kernel: '[kernel]',
  module: '[module]',
  firmware: '[firmware]',
  bootloader: '[bootloader]',
  /** Linux before it has unpacked itself. */
  decompressor: '[decompressor]',
  /** Unknown code. */
  guest: '[guest]',
  /** Under it, callers as the stack suggests them. */
  guessed: '[guessed]',
  /** Under it, a stack whose callers were not copied. */
  incomplete: '[incomplete]',
} as const;

const UPPER_HALF = 1n << 63n;
const MAX_NAME = 512;
/** Where a PC's firmware is mapped: the last 128 KiB of the first MiB, and the 16 MiB below 4 GiB. */
const ROMS = [
  [0xe_0000n, 0x10_0000n],
  [0xff00_0000n, 0x1_0000_0000n],
] as const;

export class StackNamer {
  readonly #kernel: Kernel | null;
  readonly #file: SymbolTable | null;
  readonly #modules: ModuleMap | null;
  readonly #names = new Map<bigint, string>();

  /** @param modules where the firmware has put its own, by what it printed */
  constructor(kernel: Kernel | null, file: SymbolTable | null, modules: ModuleMap | null = null) {
    this.#kernel = kernel;
    this.#file = file;
    this.#modules = modules;
  }

  name(sample: Sample): NamedStack {
    if ((sample.cs & 3) !== 0) return outside([FRAME.user]);
    if (sample.rip < UPPER_HALF) return outside(this.#lowFrames(sample));
    if (this.#kernel === null) return outside(this.#unknownKernelFrames(sample));
    return this.#kernelStack(sample, this.#kernel);
  }

  #kernelStack(sample: Sample, kernel: Kernel): NamedStack {
    const { unwinder } = kernel;
    if (unwinder === null) return this.#guessedStack(sample, kernel, null);
    const unwound = unwind(sample, unwinder);
    const isRooted = unwound.end === 'root' || unwound.end === 'user';
    if (isRooted) return { frames: this.#namesOf(unwound.frames), isKernel: true, isRooted };
    if (unwound.end !== 'not-copied') return this.#guessedStack(sample, kernel, unwound);
    return { frames: this.#marked(FRAME.incomplete, unwound.frames), isKernel: true, isRooted };
  }

  #guessedStack(sample: Sample, kernel: Kernel, unwound: Unwound | null): NamedStack {
    const known = unwound?.frames ?? [{ address: sample.rip, isReturn: false }];
    const from = { sp: unwound?.sp ?? sample.rsp, bp: sample.rbp };
    const callers = guessCallers(sample, from, kernel.isReturnAddress);
    const guessed = callers.map((address): Frame => ({ address, isReturn: true }));
    const frames = this.#marked(FRAME.guessed, [...known, ...guessed]);
    return { frames, isKernel: true, isRooted: false };
  }

  /** Names under a mark. Of too many the outermost are left out: the innermost is where the time went. */
  #marked(mark: string, frames: readonly Frame[]): string[] {
    return [mark, ...this.#namesOf(frames.slice(0, MAX_FRAMES - 1))];
  }

  /** Frames are innermost first, names outermost first. */
  #namesOf(frames: readonly Frame[]): string[] {
    return frames.map(({ address, isReturn }) => this.#nameOf(isReturn ? address - 1n : address)).reverse();
  }

  #nameOf(address: bigint): string {
    const known = this.#names.get(address);
    if (known !== undefined) return known;
    const name = this.#symbolAt(address) ?? this.#areaOf(address);
    this.#names.set(address, name);
    return name;
  }

  #symbolAt(address: bigint): string | null {
    const place = this.#file?.find(address) ?? this.#kernel?.symbols.find(address);
    return place?.name.slice(0, MAX_NAME) ?? null;
  }

  #areaOf(address: bigint): string {
    const module = this.#kernel?.modules.find(
      ({ orc }) => orc !== null && address >= orc.from && address <= orc.to,
    );
    if (module !== undefined) return `[${module.name}]`;
    const isImage = isInKernelMap(address);
    if (isImage && address < (this.#kernel?.symbols.addressOf('_end') ?? 0n)) return FRAME.kernel;
    if (isInModules(address)) return FRAME.module;
    return hex(address);
  }

  /** A kernel that hides its symbols may still have them in a file. */
  #unknownKernelFrames({ rip }: Sample): string[] {
    const name = this.#symbolAt(rip);
    return name === null ? [FRAME.kernel] : [FRAME.kernel, name];
  }

  #lowFrames({ rip, stage, timeNs }: Sample): string[] {
    const area = this.#lowArea(rip, stage);
    const name = this.#symbolAt(rip) ?? this.#ownCopyAt(rip);
    if (name !== null) return [area, name];
    const place = stage === 'kernel' || stage === 'userspace' ? null : this.#modules?.find(rip, timeNs);
    if (place) return [area, place.name, `${place.name}+0x${place.offset.toString(16)}`];
    return area === FRAME.decompressor ? [area] : [area, hex(rip)];
  }

  #lowArea(rip: bigint, stage: string): string {
    if (stage === 'bootloader') return FRAME.bootloader;
    if (stage === 'firmware' || ROMS.some(([from, to]) => rip >= from && rip < to)) return FRAME.firmware;
    return this.#kernel === null ? FRAME.guest : FRAME.decompressor;
  }

  /** The kernel's first instructions run where it lies in physical memory. */
  #ownCopyAt(rip: bigint): string | null {
    if (this.#kernel === null) return null;
    const { base, symbols } = this.#kernel;
    const address = base.virtual + rip - BigInt(base.physical);
    const isText = symbols.isBetween(address, '_text', '_etext');
    const isInit = symbols.isBetween(address, '_sinittext', '_einittext');
    return isText || isInit ? (symbols.find(address)?.name ?? null) : null;
  }
}

function outside(frames: readonly string[]): NamedStack {
  return { frames, isKernel: false, isRooted: false };
}

function hex(address: bigint): string {
  return `0x${address.toString(16)}`;
}
