/**
 * The processors of a guest in the output of QEMU's `info registers -a` (x86_cpu_dump_state in target/i386/cpu-dump.c).
 * It is enough to recognise a guest that has halted for good, and to distinguish a triple fault from a requested reset.
 */

export interface ProcessorState {
  /** Without leading zeros, as `RIP=0x7c00`. */
  readonly instructionPointer: bigint;
  readonly codeSegmentBase: bigint;
  readonly interruptsOn: boolean;
  readonly isHalted: boolean;
  readonly interruptTableLimit: number;
}

const PROCESSOR = /^CPU#\d+/m;
const INTERRUPT_FLAG = 0x200;

/** Processors in order; one whose text is not understood is left out. */
export function parseRegisters(text: string): ProcessorState[] {
  return text
    .split(PROCESSOR)
    .slice(1)
    .map(parseProcessor)
    .filter((state) => state !== null);
}

function parseProcessor(text: string): ProcessorState | null {
  const pointer = /\b[ER]IP=([0-9a-f]+)/.exec(text);
  const flags = /\b[ER]FL=([0-9a-f]+)/.exec(text);
  const codeSegment = /^CS =[0-9a-f]+ ([0-9a-f]+)/m.exec(text);
  const table = /^IDT=\s+[0-9a-f]+ ([0-9a-f]+)/m.exec(text);
  const halted = /\bHLT=(\d)/.exec(text);
  if (pointer === null || flags === null || codeSegment === null || table === null || halted === null) {
    return null;
  }
  return {
    instructionPointer: BigInt(`0x${pointer[1]}`),
    codeSegmentBase: BigInt(`0x${codeSegment[1]}`),
    interruptsOn: (Number.parseInt(flags[1]!, 16) & INTERRUPT_FLAG) !== 0,
    isHalted: halted[1] === '1',
    interruptTableLimit: Number.parseInt(table[1]!, 16),
  };
}

/** The state after INIT and after reset: the first instruction is 16 bytes below the end of the segment at 0xf0000. */
function isInReset({ instructionPointer, codeSegmentBase }: ProcessorState): boolean {
  return instructionPointer === 0xfff0n && (codeSegmentBase & 0xfffffn) === 0xf0000n;
}

/** No interrupt can wake any of them. Processors that were never started wait in their reset state. */
export function hasHaltedForGood(processors: readonly ProcessorState[]): boolean {
  const [first, ...others] = processors;
  if (first === undefined) return false;
  const sleeps = (processor: ProcessorState) => processor.isHalted && !processor.interruptsOn;
  return sleeps(first) && others.every((processor) => sleeps(processor) || isInReset(processor));
}

/** x86 instructions that write to a port: what asks for a reset. One byte, then those with the port in a second. */
const OUT: ReadonlySet<number> = new Set([0xee, 0xef]);
const OUT_IMMEDIATE: ReadonlySet<number> = new Set([0xe6, 0xe7]);

/**
 * KVM reports a triple fault as it reports a reset. On AMD's processors the fault leaves the processor as after INIT;
 * on Intel's it is at the instruction that faulted, and only a guest without an interrupt table can be told.
 *
 * @param code two bytes before the instruction pointer and two from it on; empty when they cannot be read
 */
export function looksLikeTripleFault(processor: ProcessorState, code: readonly number[]): boolean {
  if (isInReset(processor)) return true;
  const [twoBefore = 0, oneBefore = 0, at = 0] = code;
  const wrote = OUT.has(oneBefore) || OUT.has(at) || OUT_IMMEDIATE.has(twoBefore) || OUT_IMMEDIATE.has(at);
  return processor.interruptTableLimit === 0 && !wrote;
}
