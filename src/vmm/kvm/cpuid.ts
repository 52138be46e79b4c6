/** The CPUID that a vCPU shows: what KVM supports, with this vCPU's place in the machine. struct kvm_cpuid2. */

const HEADER = 8;
const ENTRY = 40;
const INDEX = 4;
const EAX = 12;
const EBX = 16;
const ECX = 20;
const EDX = 24;

const LEAF_FEATURES = 0x1;
const LEAF_TOPOLOGY = 0xb;
const LEAF_TOPOLOGY_V2 = 0x1f;
const LEAF_SIZES = 0x8000_0008;
const LEAF_AMD_TOPOLOGY = 0x8000_001e;

const FEATURE_ECX_TSC_DEADLINE = 1 << 24;
const FEATURE_ECX_HYPERVISOR = 1 << 31;
const FEATURE_EDX_HTT = 1 << 28;

export interface CpuPlace {
  readonly apicId: number;
  readonly cpus: number;
}

/** @param supported struct kvm_cpuid2 as KVM_GET_SUPPORTED_CPUID filled it; not changed */
export function cpuidForGuest(supported: Uint8Array, place: CpuPlace): Uint8Array {
  const cpuid = supported.slice();
  const fields = new DataView(cpuid.buffer);
  for (let at = HEADER; at + ENTRY <= cpuid.length; at += ENTRY) placeEntry(fields, at, place);
  return cpuid;
}

function placeEntry(fields: DataView, at: number, { apicId, cpus }: CpuPlace): void {
  const set = (register: number, clear: number, bits: number) => {
    const old = fields.getUint32(at + register, true);
    fields.setUint32(at + register, ((old & ~clear) | bits) >>> 0, true);
  };
  switch (fields.getUint32(at, true)) {
    case LEAF_FEATURES:
      set(EBX, 0xffff_0000, (apicId << 24) | (Math.min(cpus, 255) << 16));
      // Without the hypervisor bit, Linux finds no paravirtual clock and calibrates against devices for seconds.
      set(ECX, 0, FEATURE_ECX_HYPERVISOR | FEATURE_ECX_TSC_DEADLINE);
      set(EDX, FEATURE_EDX_HTT, cpus > 1 ? FEATURE_EDX_HTT : 0);
      break;
    case LEAF_TOPOLOGY:
    case LEAF_TOPOLOGY_V2:
      topologyLevel(set, fields.getUint32(at + INDEX, true), { apicId, cpus });
      break;
    case LEAF_SIZES:
      set(ECX, 0xff, cpus - 1);
      break;
    case LEAF_AMD_TOPOLOGY:
      set(EAX, 0xffff_ffff, apicId);
      break;
  }
}

const LEVEL_TYPE_SMT = 1 << 8;
const LEVEL_TYPE_CORE = 2 << 8;

/** One thread per core, all cores in one package. */
function topologyLevel(
  set: (register: number, clear: number, bits: number) => void,
  level: number,
  { apicId, cpus }: CpuPlace,
): void {
  const coreBits = Math.ceil(Math.log2(cpus));
  if (level === 0) {
    set(EAX, 0x1f, 0);
    set(EBX, 0xffff, 1);
    set(ECX, 0xffff, LEVEL_TYPE_SMT);
  } else if (level === 1) {
    set(EAX, 0x1f, coreBits);
    set(EBX, 0xffff, cpus);
    set(ECX, 0xffff, LEVEL_TYPE_CORE | level);
  }
  set(EDX, 0xffff_ffff, apicId);
}
