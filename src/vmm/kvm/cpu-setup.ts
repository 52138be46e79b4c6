/** Registers of the first vCPU for each way a guest can be entered, written into KVM's structures. */
import type { DirectBoot } from '../loaders/boot-state.js';
import { DTABLE, REGS, SEGMENT, SREGS } from './abi.js';

/** Segment types (Intel SDM volume 3, 3.4.5.1 and 3.5): execute and read, read and write, both accessed; busy TSS. */
const TYPE_CODE = 0xb;
const TYPE_DATA = 0x3;
const TYPE_BUSY_TSS = 0xb;
const FLAT_LIMIT = 0xffff_ffff;
/** Size of a 32-bit TSS without its permission map, less one. */
const TSS_LIMIT = 0x67;

const CR0_PE = 1n << 0n;
const CR0_ET = 1n << 4n;
const CR0_PG = 1n << 31n;
const CR4_PAE = 1n << 5n;
const EFER_LME = 1n << 8n;
const EFER_LMA = 1n << 10n;
/** Bit 1 is always set; interrupts are off. */
const RFLAGS_INITIAL = 2n;

/** @param sregs struct kvm_sregs with the processor's reset state */
export function setSpecialRegisters(sregs: DataView, boot: DirectBoot): void {
  const long = boot.mode === 'long64';
  const [l, db] = long ? [1, 0] : [0, 1];
  const flat = { limit: FLAT_LIMIT, s: 1, g: 1, l: 0, db: 1 };
  setSegment(sregs, SREGS.cs, { ...flat, selector: boot.gdt.code, type: TYPE_CODE, l, db });
  for (const segment of [SREGS.ds, SREGS.es, SREGS.fs, SREGS.gs, SREGS.ss]) {
    setSegment(sregs, segment, { ...flat, selector: boot.gdt.data, type: TYPE_DATA });
  }
  // PVH promises an active TSS, long mode on Intel processors demands one. No guest uses it.
  const task = { limit: TSS_LIMIT, s: 0, g: 0, l: 0, db: 0, selector: 0, type: TYPE_BUSY_TSS };
  setSegment(sregs, SREGS.tr, task);
  sregs.setBigUint64(SREGS.gdt + DTABLE.base, BigInt(boot.gdt.address), true);
  sregs.setUint16(SREGS.gdt + DTABLE.limit, boot.gdt.size - 1, true);
  sregs.setBigUint64(SREGS.cr0, CR0_PE | CR0_ET | (long ? CR0_PG : 0n), true);
  if (!long) return;
  sregs.setBigUint64(SREGS.cr3, BigInt(boot.pageTables), true);
  sregs.setBigUint64(SREGS.cr4, CR4_PAE, true);
  sregs.setBigUint64(SREGS.efer, EFER_LME | EFER_LMA, true);
}

/** @param regs struct kvm_regs, all zero */
export function setGeneralRegisters(regs: BigUint64Array, boot: DirectBoot): void {
  regs[REGS.rflags] = RFLAGS_INITIAL;
  for (const [name, value] of Object.entries(boot.registers)) {
    regs[REGS[name as keyof typeof boot.registers]] = BigInt(value);
  }
}

/** Fields of struct kvm_segment that differ; base and privilege level are 0. */
type Segment = Readonly<Record<'limit' | 'selector' | 'type' | 's' | 'g' | 'l' | 'db', number>>;

function setSegment(sregs: DataView, at: number, { limit, selector, ...bytes }: Segment): void {
  sregs.setBigUint64(at + SEGMENT.base, 0n, true);
  sregs.setUint32(at + SEGMENT.limit, limit, true);
  sregs.setUint16(at + SEGMENT.selector, selector, true);
  const all = { ...bytes, present: 1, dpl: 0, avl: 0, unusable: 0 };
  for (const [name, value] of Object.entries(all))
    sregs.setUint8(at + SEGMENT[name as keyof typeof all], value);
}
