/** Which Linux a guest runs, from the kernel's own text in RAM (init/version.c). */
import { bytesAt, type GuestBytes } from './guest-bytes.js';
import { type KernelBase, physicalOf } from './kernel-base.js';
import type { SymbolTable } from './symbols/symbol-table.js';

export interface LinuxVersion {
  /** As `uname -r` prints it. */
  readonly release: string;
  readonly major: number;
  readonly minor: number;
}

const BANNER = /^Linux version ((\d{1,3})\.(\d{1,3})[\w.+~-]{0,100}) /;
const LONGEST = 256;

/** Null when the kernel does not say, or says nonsense. */
export function readLinuxVersion(
  ram: GuestBytes,
  base: KernelBase,
  symbols: SymbolTable,
): LinuxVersion | null {
  const address = symbols.addressOf('linux_banner');
  const physical = address === null ? null : physicalOf(base, address);
  const bytes = physical === null ? null : bytesAt(ram, physical, LONGEST);
  const match = bytes === null ? null : BANNER.exec(Buffer.from(bytes).toString('latin1'));
  if (match === null) return null;
  return { release: match[1]!, major: Number(match[2]), minor: Number(match[3]) };
}
