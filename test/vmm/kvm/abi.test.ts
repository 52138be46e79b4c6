/** Against the numbers that a C program prints for <linux/kvm.h> on x86-64. */
import { describe, expect, test } from 'vitest';
import * as abi from '../../../src/vmm/kvm/abi.js';

const REQUESTS = {
  KVM_GET_API_VERSION: [0xae00, 0],
  KVM_CREATE_VM: [0xae01, 0],
  KVM_CHECK_EXTENSION: [0xae03, 0],
  KVM_GET_VCPU_MMAP_SIZE: [0xae04, 0],
  KVM_GET_SUPPORTED_CPUID: [0xc008ae05, 8],
  KVM_CREATE_VCPU: [0xae41, 0],
  KVM_SET_USER_MEMORY_REGION: [0x4020ae46, 32],
  KVM_SET_TSS_ADDR: [0xae47, 0],
  KVM_SET_IDENTITY_MAP_ADDR: [0x4008ae48, 8],
  KVM_CREATE_IRQCHIP: [0xae60, 0],
  KVM_IRQ_LINE: [0x4008ae61, 8],
  KVM_CREATE_PIT2: [0x4040ae77, 64],
  KVM_RUN: [0xae80, 0],
  KVM_GET_REGS: [0x8090ae81, 144],
  KVM_SET_REGS: [0x4090ae82, 144],
  KVM_GET_SREGS: [0x8138ae83, 312],
  KVM_SET_SREGS: [0x4138ae84, 312],
  KVM_SET_CPUID2: [0x4008ae90, 8],
  KVM_GET_MP_STATE: [0x8004ae98, 4],
  KVM_SIGNAL_MSI: [0x4020aea5, 32],
  KVM_GET_STATS_FD: [0xaece, 0],
} as const;

describe('request numbers', () => {
  test.each(Object.entries(REQUESTS))('%s', (name, [number, size]) => {
    const request = new Map<string, unknown>(Object.entries(abi)).get(name);
    expect(request).toBe(number);
    expect((Number(request) >>> 16) & 0x3fff).toBe(size);
  });

  test('are all here', () => {
    const ioctls = Object.entries(abi).flatMap(([name, value]) =>
      typeof value === 'number' && ((value >>> 8) & 0xff) === 0xae ? [name] : [],
    );
    expect(ioctls.toSorted()).toEqual(Object.keys(REQUESTS).toSorted());
  });
});

describe('structures', () => {
  test('have the sizes of the kernel’s', () => {
    expect(abi.SIZE).toMatchObject({
      kvm_userspace_memory_region: 32,
      kvm_pit_config: 64,
      kvm_irq_level: 8,
      kvm_msi: 32,
      kvm_regs: 144,
      kvm_sregs: 312,
      kvm_mp_state: 4,
      kvm_cpuid2: 8,
      kvm_cpuid_entry2: 40,
    });
  });

  test('struct kvm_regs is 18 words in the order of the kernel, the odd ones out included', () => {
    const names = Object.entries(abi.REGS)
      .toSorted(([, a], [, b]) => a - b)
      .map(([name]) => name);
    expect(names.join(' ')).toBe('rax rbx rcx rdx rsi rdi rsp rbp r8 r9 r10 r11 r12 r13 r14 r15 rip rflags');
    expect(Object.values(abi.REGS).toSorted((a, b) => a - b)).toEqual(
      Array.from({ length: 18 }, (_, i) => i),
    );
    expect(abi.SIZE.kvm_regs).toBe(18 * 8);
  });

  test('struct kvm_sregs is eight segments of 24 bytes, two tables of 16, control registers, and 256 interrupt bits', () => {
    const { cs, ds, es, fs, gs, ss, tr, ldt, gdt, idt, cr0, cr2, cr3, cr4, cr8, efer, apic_base } = abi.SREGS;
    expect([cs, ds, es, fs, gs, ss, tr, ldt]).toEqual([0, 24, 48, 72, 96, 120, 144, 168]);
    expect([gdt, idt]).toEqual([192, 208]);
    expect([cr0, cr2, cr3, cr4, cr8, efer, apic_base]).toEqual([224, 232, 240, 248, 256, 264, 272]);
    expect(apic_base + 8 + 256 / 8).toBe(abi.SIZE.kvm_sregs);
  });

  test('struct kvm_run has its exit data at 32', () => {
    const { RUN } = abi;
    expect([RUN.immediate_exit, RUN.exit_reason]).toEqual([1, 8]);
    expect([RUN.io_direction, RUN.io_size, RUN.io_port, RUN.io_count, RUN.io_data_offset]).toEqual([
      32, 33, 34, 36, 40,
    ]);
    expect([RUN.mmio_phys_addr, RUN.mmio_data, RUN.mmio_len, RUN.mmio_is_write]).toEqual([32, 40, 48, 52]);
    expect([RUN.fail_entry_reason, RUN.internal_suberror, RUN.system_event_type]).toEqual([32, 32, 32]);
  });

  test('struct kvm_segment and kvm_dtable', () => {
    expect(abi.SEGMENT).toEqual({
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
    });
    expect(abi.DTABLE).toEqual({ base: 0, limit: 8 });
  });
});

test('exit reasons, states and capabilities have the kernel’s numbers', () => {
  expect(abi.KVM_EXIT).toMatchObject({
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
  });
  expect(abi.KVM_CAP).toMatchObject({
    IRQCHIP: 0,
    USER_MEMORY: 3,
    SET_TSS_ADDR: 4,
    EXT_CPUID: 7,
    NR_VCPUS: 9,
    PIT2: 33,
    MAX_VCPUS: 66,
    READONLY_MEM: 81,
    IMMEDIATE_EXIT: 136,
  });
  expect([
    abi.KVM_API_VERSION,
    abi.KVM_EXIT_IO_OUT,
    abi.KVM_MEM_READONLY,
    abi.KVM_PIT_SPEAKER_DUMMY,
    abi.KVM_MP_STATE_UNINITIALIZED,
    abi.KVM_MP_STATE_INIT_RECEIVED,
    abi.KVM_MP_STATE_HALTED,
  ]).toEqual([12, 1, 2, 1, 1, 2, 3]);
});
