/** What went wrong on which vCPU, in a sentence. */
import { bytesAt, type GuestBytes } from '../../inspect/guest-bytes.js';
import { translate } from '../../inspect/page-walk.js';
import { type CpuState, codePlace, describeRegisters, isFreshlyReset } from '../kvm/cpu-state.js';
import type { VcpuEnd } from './run-assignment.js';

/** What a crash is explained with. */
export interface CrashScene {
  /** Where code can be: RAM and the firmware's ROM. */
  readonly memory: () => GuestBytes;
  /** Whether KVM runs guests without the processor's help; called only where that may be why. */
  readonly hasSoftwareKvm: () => boolean;
}

/** The first vCPU that crashed, with its registers; what is left to say when none of them did. */
export function describeCrash(ends: readonly VcpuEnd[], scene: CrashScene): string {
  const crashed = ends.findIndex(({ registers }) => registers !== null);
  if (crashed < 0) return 'a vCPU thread failed';
  return `vCPU ${crashed}: ${describeEnd(ends[crashed]!, scene)}`;
}

const REGISTERS_GONE =
  "the location is unknown: KVM reset the processor's registers before it reported the fault, as it does on AMD";

function describeEnd({ end, registers }: VcpuEnd, scene: CrashScene): string {
  const state = registers!;
  if (end.kind === 'not-emulated') return describeRefusal(state, end.bytes, scene);
  if (end.kind === 'failed') return `${end.detail}; ${describeRegisters(state)}`;
  return `triple fault; ${isFreshlyReset(state) ? REGISTERS_GONE : describeRegisters(state)}`;
}

/** @param known bytes of the instruction that KVM gave, none where it gave none */
function describeRefusal(state: CpuState, known: readonly number[], scene: CrashScene): string {
  const lead = 'KVM could not go on (internal error 1: it cannot emulate the instruction at rip';
  const found = known.length > 0 ? known : readInstruction(state, scene.memory());
  const where = describeRegisters(state);
  if (found === 'not mapped' || found === 'no memory') return `${lead}; ${found} there); ${where}`;
  const bytes =
    found === null ? '' : `, ${found.map((byte) => byte.toString(16).padStart(2, '0')).join(' ')}`;
  const fault = scene.hasSoftwareKvm() ? `; ${SOFTWARE_AT_FAULT}` : '';
  return `${lead}${bytes}); ${where}${fault}`;
}

const SOFTWARE_AT_FAULT =
  "this host's KVM is software, so the fault is in KVM and not in the guest (QEMU's emulator may run it: --engine qemu and -- -accel tcg)";

/** The longest that an instruction of x86 can be. */
const MOST_BYTES = 15;

/** As many bytes from rip on as can be read; null where the page tables are of a kind that is not understood. */
function readInstruction(state: CpuState, memory: GuestBytes): number[] | 'not mapped' | 'no memory' | null {
  const { address, paging } = codePlace(state);
  if (paging.kind === '32-bit') return null;
  const bytes: number[] = [];
  for (let at = address; bytes.length < MOST_BYTES; at += 1n) {
    const physical = paging.kind === 'none' ? Number(at) : translate(memory, paging, at)?.physical;
    const [byte] = physical === undefined ? [] : (bytesAt(memory, physical, 1) ?? []);
    if (byte !== undefined) bytes.push(byte);
    else if (bytes.length > 0) break;
    else return physical === undefined ? 'not mapped' : 'no memory';
  }
  return bytes;
}
