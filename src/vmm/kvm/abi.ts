/**
 * The part of KVM's binary interface that the runner uses: request numbers, exit reasons and structure layouts,
 * named as in <linux/kvm.h> and Documentation/virt/kvm/api.rst, for x86-64.
 */

const IOC_WRITE = 1;
const IOC_READ = 2;
const KVMIO = 0xae;

/** `_IOC` of <asm-generic/ioctl.h>: direction, size, type and number in one word. */
function ioc(direction: number, number: number, size: number): number {
  return ((direction << 30) | (size << 16) | (KVMIO << 8) | number) >>> 0;
}
const io = (number: number) => ioc(0, number, 0);
const iow = (number: number, size: number) => ioc(IOC_WRITE, number, size);
const ior = (number: number, size: number) => ioc(IOC_READ, number, size);
const iowr = (number: number, size: number) => ioc(IOC_READ | IOC_WRITE, number, size);

/** Sizes of the structures below, in bytes. */
export const SIZE = {
  kvm_userspace_memory_region: 32,
  kvm_pit_config: 64,
  kvm_irq_level: 8,
  kvm_msi: 32,
  kvm_regs: 144,
  kvm_sregs: 312,
  kvm_mp_state: 4,
  kvm_cpuid2: 8,
  kvm_cpuid_entry2: 40,
  kvm_enable_cap: 104,
} as const;

export const KVM_API_VERSION = 12;

export const KVM_GET_API_VERSION = io(0x00);
export const KVM_CREATE_VM = io(0x01);
export const KVM_CHECK_EXTENSION = io(0x03);
export const KVM_GET_VCPU_MMAP_SIZE = io(0x04);
export const KVM_GET_SUPPORTED_CPUID = iowr(0x05, SIZE.kvm_cpuid2);
export const KVM_CREATE_VCPU = io(0x41);
export const KVM_SET_USER_MEMORY_REGION = iow(0x46, SIZE.kvm_userspace_memory_region);
export const KVM_SET_TSS_ADDR = io(0x47);
export const KVM_SET_IDENTITY_MAP_ADDR = iow(0x48, 8);
export const KVM_CREATE_IRQCHIP = io(0x60);
export const KVM_IRQ_LINE = iow(0x61, SIZE.kvm_irq_level);
export const KVM_CREATE_PIT2 = iow(0x77, SIZE.kvm_pit_config);
export const KVM_RUN = io(0x80);
export const KVM_GET_REGS = ior(0x81, SIZE.kvm_regs);
export const KVM_SET_REGS = iow(0x82, SIZE.kvm_regs);
export const KVM_GET_SREGS = ior(0x83, SIZE.kvm_sregs);
export const KVM_SET_SREGS = iow(0x84, SIZE.kvm_sregs);
export const KVM_SET_CPUID2 = iow(0x90, SIZE.kvm_cpuid2);
export const KVM_GET_MP_STATE = ior(0x98, SIZE.kvm_mp_state);
export const KVM_SIGNAL_MSI = iow(0xa5, SIZE.kvm_msi);
export const KVM_GET_STATS_FD = io(0xce);

/** Capabilities asked about with KVM_CHECK_EXTENSION. */
export const KVM_CAP = {
  IRQCHIP: 0,
  USER_MEMORY: 3,
  SET_TSS_ADDR: 4,
  EXT_CPUID: 7,
  NR_VCPUS: 9,
  PIT2: 33,
  SYNC_REGS: 74,
  MAX_VCPUS: 66,
  READONLY_MEM: 81,
  IMMEDIATE_EXIT: 136,
  BINARY_STATS_FD: 203,
} as const;

export const KVM_MEM_READONLY = 2;
/** The in-kernel PIT answers port 0x61 as well. */
export const KVM_PIT_SPEAKER_DUMMY = 1;
/** `mp_state` of struct kvm_mp_state. The first two wait for another vCPU to start them. */
export const KVM_MP_STATE_UNINITIALIZED = 1;
export const KVM_MP_STATE_INIT_RECEIVED = 2;
export const KVM_MP_STATE_HALTED = 3;

/** `exit_reason` of struct kvm_run. */
export const KVM_EXIT = {
  UNKNOWN: 0,
  IO: 2,
  HLT: 5,
  MMIO: 6,
  IRQ_WINDOW_OPEN: 7,
  SHUTDOWN: 8,
  FAIL_ENTRY: 9,
  INTR: 10,
  INTERNAL_ERROR: 17,
  SYSTEM_EVENT: 24,
} as const;

export const KVM_EXIT_IO_OUT = 1;

/** `suberror` of an internal error, the words of data that come with it when it has an instruction, and the flag that says so. */
export const KVM_INTERNAL_ERROR_EMULATION = 1;
export const EMULATION_FAILURE_WORDS = 4;
export const KVM_INTERNAL_ERROR_EMULATION_FLAG_INSTRUCTION_BYTES = 1 << 0;
/** Room for an instruction. */
export const INSTRUCTION_BYTES = 15;

/** Byte offsets in struct kvm_run. The union of exit data begins at 32. */
export const RUN = {
  immediate_exit: 1,
  exit_reason: 8,
  io_direction: 32,
  io_size: 33,
  io_port: 34,
  io_count: 36,
  io_data_offset: 40,
  mmio_phys_addr: 32,
  mmio_data: 40,
  mmio_len: 48,
  mmio_is_write: 52,
  fail_entry_reason: 32,
  internal_suberror: 32,
  internal_ndata: 36,
  /** `emulation_failure`, of an internal error of that kind. */
  emulation_flags: 40,
  emulation_insn_size: 48,
  emulation_insn_bytes: 49,
  system_event_type: 32,
  kvm_valid_regs: 288,
  kvm_dirty_regs: 296,
  /** struct kvm_sync_regs: struct kvm_regs, then struct kvm_sregs. */
  sync_regs: 304,
} as const;

/** Bits of `kvm_valid_regs` and of what KVM_CAP_SYNC_REGS answers. */
export const KVM_SYNC_X86_REGS = 1 << 0;
export const KVM_SYNC_X86_SREGS = 1 << 1;

/** Index of each register in struct kvm_regs, an array of 64-bit words. */
export const REGS = {
  rax: 0,
  rbx: 1,
  rcx: 2,
  rdx: 3,
  rsi: 4,
  rdi: 5,
  rsp: 6,
  rbp: 7,
  r8: 8,
  r9: 9,
  r10: 10,
  r11: 11,
  r12: 12,
  r13: 13,
  r14: 14,
  r15: 15,
  rip: 16,
  rflags: 17,
} as const;

/** Byte offsets in struct kvm_sregs. A segment is 24 bytes, a descriptor table 16. */
export const SREGS = {
  cs: 0,
  ds: 24,
  es: 48,
  fs: 72,
  gs: 96,
  ss: 120,
  tr: 144,
  ldt: 168,
  gdt: 192,
  idt: 208,
  cr0: 224,
  cr2: 232,
  cr3: 240,
  cr4: 248,
  cr8: 256,
  efer: 264,
  apic_base: 272,
} as const;

/** Byte offsets in struct kvm_segment. */
export const SEGMENT = {
  base: 0,
  limit: 8,
  selector: 12,
  type: 14,
  present: 15,
  dpl: 16,
  db: 17,
  s: 18,
  l: 19,
  g: 20,
  avl: 21,
  unusable: 22,
} as const;

/** Byte offsets in struct kvm_dtable. */
export const DTABLE = { base: 0, limit: 8 } as const;
