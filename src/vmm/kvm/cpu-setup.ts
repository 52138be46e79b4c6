/** Registers of the first vCPU for each way a guest can be entered, written into KVM's structures. */
import type { DirectBoot } from '../boot-state.js';
import { DTABLE, REGS, SEGMENT, SREGS } from './abi.js';

/** Segment types, accessed: execute and read; read and write. */
const TYPE_CODE = 0xb;
const TYPE_DATA = 0x3;
const FLAT_LIMIT = 0xffff_ffff;

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
  setSegment(sregs, SREGS.cs, boot.gdt.code, TYPE_CODE);
  sregs.setUint8(SREGS.cs + SEGMENT.l, long ? 1 : 0);
  sregs.setUint8(SREGS.cs + SEGMENT.db, long ? 0 : 1);
  for (const segment of [SREGS.ds, SREGS.es, SREGS.fs, SREGS.gs, SREGS.ss]) {
    setSegment(sregs, segment, boot.gdt.data, TYPE_DATA);
  }
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

function setSegment(sregs: DataView, at: number, selector: number, type: number): void {
  sregs.setBigUint64(at + SEGMENT.base, 0n, true);
  sregs.setUint32(at + SEGMENT.limit, FLAT_LIMIT, true);
  sregs.setUint16(at + SEGMENT.selector, selector, true);
  sregs.setUint8(at + SEGMENT.type, type);
  sregs.setUint8(at + SEGMENT.present, 1);
  sregs.setUint8(at + SEGMENT.dpl, 0);
  sregs.setUint8(at + SEGMENT.db, 1);
  sregs.setUint8(at + SEGMENT.s, 1);
  sregs.setUint8(at + SEGMENT.l, 0);
  sregs.setUint8(at + SEGMENT.g, 1);
  sregs.setUint8(at + SEGMENT.unusable, 0);
}
