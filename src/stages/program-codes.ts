/**
 * Codes at the POST port that a firmware or loader writes for itself: known by its text, in force without a user's table and before
 * the first sign of a kernel. Otherwise the ranges of the built-in table would make a kernel of U-Boot's 0x40.
 */
import { BOUNDARY } from '../trace/boundary.js';
import { POST_PORT } from '../trace/debug-ports.js';
import type { CodeEvent, Nanoseconds, StandardStage, TraceEvent } from '../trace/event.js';
import type { StageTable } from '../trace/stage-table.js';
import { type PointClassifier, stageOrder } from './classify-points.js';
import { BUILT_IN_TABLE } from './table/built-in-table.js';
import { EDK2_CODES, IPXE_CODES, type PostCodeTable, U_BOOT_CODES } from './table/post-code-tables.js';
import type { TextMoments } from './text/text-moments.js';

export interface ProgramCodes {
  readonly table: PostCodeTable;
  /** Which codes are the program's: those at and after the one time and before the other. */
  readonly fromNs: Nanoseconds;
  readonly untilNs: Nanoseconds;
  /** When its loader's part begins. */
  readonly loaderNs: Nanoseconds;
}

/** Lines behind which codes are those of what the program has started. */
const STARTS_NEXT: readonly string[] = ['u-boot:end', 'linux:start', 'linux:init'];
const STARTS_OPTION: readonly string[] = ['edk2:start-option', 'edk2:boot-option', 'grub:start'];

/** Whose codes a boot has at the POST port, by its text; null where the table in force is a user's, or nobody said so. */
export function findProgramCodes(
  events: readonly TraceEvent[],
  named: TextMoments,
  table: StageTable,
): ProgramCodes | null {
  if (table !== BUILT_IN_TABLE || named.size === 0) return null;
  const times = firstTimes(named);
  const timeOf = (...keys: readonly string[]) => Math.min(...keys.map((key) => times.get(key) ?? Infinity));
  const kernelNs = Math.min(timeOf(...STARTS_NEXT), kernelPairNs(events));
  const has = (start: string) => [...times.keys()].some((key) => key.startsWith(start));
  if (has('u-boot')) {
    const loaderNs = timeOf('u-boot:start');
    return { table: U_BOOT_CODES, fromNs: -Infinity, untilNs: kernelNs, loaderNs };
  }
  if (has('ipxe')) {
    const fromNs = timeOf('ipxe:start');
    return { table: IPXE_CODES, fromNs, untilNs: kernelNs, loaderNs: fromNs };
  }
  if (!has('edk2')) return null;
  const untilNs = Math.min(kernelNs, timeOf(...STARTS_OPTION));
  return { table: EDK2_CODES, fromNs: -Infinity, untilNs, loaderNs: Infinity };
}

function firstTimes(named: TextMoments): ReadonlyMap<string, Nanoseconds> {
  const times = new Map<string, Nanoseconds>();
  for (const { key, timeNs } of named.values()) if (!times.has(key)) times.set(key, timeNs);
  return times;
}

/** When a kernel said by its own two codes that it began and that it started init; Infinity when none did. */
function kernelPairNs(events: readonly TraceEvent[]): Nanoseconds {
  const codes = events.filter((event) => event.kind === 'code');
  const begin = codes.findIndex(({ code }) => code === BOUNDARY.kernelBegins);
  const hasEnd = begin >= 0 && codes.slice(begin).some(({ code }) => code === BOUNDARY.kernelEnds);
  return hasEnd ? codes[begin]!.timeNs : Infinity;
}

/** Whether a code is one of the program's. */
export function isProgramCode(
  { table, fromNs, untilNs }: ProgramCodes,
  { code, port, timeNs }: Pick<CodeEvent, 'code' | 'port' | 'timeNs'>,
): boolean {
  if (port !== POST_PORT || timeNs < fromNs || timeNs >= untilNs) return false;
  return table.isOpen || table.names.has(code);
}

/** The classifier for a boot with such codes: they are in the program's stages, bound none, and have its names. */
export function withProgramCodes(classify: PointClassifier, found: ProgramCodes | null): PointClassifier {
  if (found === null) return classify;
  const order = stageOrder(BUILT_IN_TABLE);
  return {
    ...classify,
    code(event) {
      if (!isProgramCode(found, event)) return classify.code(event);
      const stage: StandardStage = event.timeNs < found.loaderNs ? 'firmware' : 'bootloader';
      const name = found.table.names.get(event.code) ?? null;
      return { stage, rank: order.indexOf(stage), name, boundary: null, instant: false };
    },
  };
}
