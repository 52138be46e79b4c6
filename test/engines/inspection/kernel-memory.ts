/** Memory of a guest in which a small kernel with symbols runs, for what looks into it. */
import { TRACER_NOP } from '../../../src/inspect/entry-patches.js';
import { GuestMemory } from '../../../src/vmm/bus/memory.js';
import type { GuestObserver } from '../../../src/vmm/index.js';
import { BASE, kernelSymbols, LAYOUTS, ramWith } from '../../inspect/build-kallsyms.js';

type RawSample = Parameters<GuestObserver['onSample']>[0];

const CR3 = 0x20_0000;
const MiB = 2 ** 20;
/** The builder puts `_text` wherever it likes; page tables map whole pages of 2 MiB. */
const TEXT = 4 * MiB;

export const FUNCTIONS = ['do_one_initcall', 'run_init_process', 'acpi_init'] as const;

/** @param isReady whether ftrace has been there */
export function kernelMemory({ isReady = true, hasSymbols = true } = {}) {
  const bytes = new Uint8Array(16 * MiB);
  const fields = new DataView(bytes.buffer);
  const set = (table: number, index: number, entry: number) =>
    fields.setBigUint64(table + index * 8, BigInt(entry) | 3n, true);
  set(CR3, 511, CR3 + 0x1000);
  set(CR3 + 0x1000, 510, CR3 + 0x2000);
  const firstPage = Number((BASE.virtual >> 21n) & 0x1ffn);
  for (let page = 0; page < 4; page++) set(CR3 + 0x2000, firstPage + page, (TEXT + page * 2 * MiB) | 0x80);
  const fillers = Array.from({ length: 600 }, (_, at) => `__x64_sys_page${at}_init`);
  const symbols = kernelSymbols(['_stext', ...FUNCTIONS, ...fillers]);
  if (hasSymbols) {
    const [tables] = ramWith(symbols, LAYOUTS[0]!).regions;
    bytes.set(tables!.bytes, TEXT + 2 * MiB);
  }
  const offsetOf = (name: string) =>
    Number(symbols.find((symbol) => symbol.name === name)!.address - BASE.virtual);
  const makeReady = () => {
    for (const name of FUNCTIONS) bytes.set(TRACER_NOP, TEXT + offsetOf(name));
  };
  for (const name of FUNCTIONS) bytes.set([0xe8, 1, 2, 3, 4], TEXT + offsetOf(name));
  if (isReady) makeReady();
  return { memory: new GuestMemory([{ base: 0, bytes }]), offsetOf, makeReady, symbols };
}

/** A look at a vCPU that is in that kernel. */
export function kernelSample(changes: Partial<RawSample> & { rip?: bigint; cr3?: bigint } = {}): RawSample {
  const { rip = BASE.virtual + 0x40n, cr3 = BigInt(CR3), ...rest } = changes;
  const registers = { rip, cr3, rsp: 0n, rbp: 0n, rdx: 0n, rdi: 0n, r10: 0n, r13: 0n };
  return { timeNs: 1000, stage: 0, cs: 0x10, registers, stack: new Uint8Array(0), ...rest };
}
