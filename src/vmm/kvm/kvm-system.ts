/** /dev/kvm, a VM and a vCPU as file descriptors with the operations that this runner needs. */
import { EnvironmentError } from '../../trace/errors.js';
import {
  KVM_API_VERSION,
  KVM_CAP,
  KVM_CHECK_EXTENSION,
  KVM_CREATE_IRQCHIP,
  KVM_CREATE_PIT2,
  KVM_CREATE_VCPU,
  KVM_CREATE_VM,
  KVM_GET_API_VERSION,
  KVM_GET_SUPPORTED_CPUID,
  KVM_GET_VCPU_MMAP_SIZE,
  KVM_PIT_SPEAKER_DUMMY,
  KVM_SET_IDENTITY_MAP_ADDR,
  KVM_SET_TSS_ADDR,
  KVM_SET_USER_MEMORY_REGION,
  SIZE,
} from './abi.js';
import { EINTR, EMFILE } from './errno.js';
import type { Libc, Pointer } from './libc.js';
import { KVM_DEVICE, MORE_FILES, openProblem } from './native-host.js';

const CPUID_ENTRIES_MAX = 256;
const CREATE_ATTEMPTS = 100;
/** An environment failure that names the KVM operation and the system's reason. */
function kvmError(libc: Libc, operation: string): EnvironmentError {
  const errno = libc.errno;
  const nextStep = errno === EMFILE ? MORE_FILES : 'boottrace doctor';
  return new EnvironmentError('kvm-failed', `KVM refused ${operation}: ${libc.describeError(errno)}`, [
    nextStep,
  ]);
}

function check(libc: Libc, result: number, operation: string): number {
  if (result < 0) throw kvmError(libc, operation);
  return result;
}

/** Capabilities that the runner cannot do without. */
const REQUIRED = ['IRQCHIP', 'USER_MEMORY', 'SET_TSS_ADDR', 'EXT_CPUID', 'PIT2', 'IMMEDIATE_EXIT'] as const;

/** Names of those that a KVM lacks. */
export function missingCapabilities(system: Pick<KvmSystem, 'capability'>): readonly string[] {
  return REQUIRED.filter((name) => system.capability(KVM_CAP[name]) === 0);
}

export class KvmSystem {
  readonly fd: number;
  readonly #libc: Libc;

  private constructor(libc: Libc, fd: number) {
    this.#libc = libc;
    this.fd = fd;
  }

  /** Throws EnvironmentError when the device cannot be opened or speaks another version of the interface. */
  static open(libc: Libc, path: string = KVM_DEVICE): KvmSystem {
    const fd = libc.openReadWrite(path);
    if (fd < 0) {
      const errno = libc.errno;
      throw openProblem(errno, path, libc.describeError(errno));
    }
    const system = new KvmSystem(libc, fd);
    const version = system.apiVersion();
    if (version !== KVM_API_VERSION) {
      system.close();
      throw new EnvironmentError('kvm-version', `KVM has API version ${version}, not ${KVM_API_VERSION}`);
    }
    return system;
  }

  apiVersion(): number {
    return this.#libc.ioctlNumber(this.fd, KVM_GET_API_VERSION, 0);
  }

  /** 0 when the capability is missing, else what the capability defines. */
  capability(number: number): number {
    return Math.max(0, this.#libc.ioctlNumber(this.fd, KVM_CHECK_EXTENSION, number));
  }

  createVm(): KvmVm {
    let fd = -1;
    // A signal that happens to arrive ends the attempt; a profiler sends many.
    for (let attempt = 0; fd < 0 && attempt < CREATE_ATTEMPTS; attempt++) {
      fd = this.#libc.ioctlNumber(this.fd, KVM_CREATE_VM, 0);
      if (fd < 0 && this.#libc.errno !== EINTR) break;
    }
    check(this.#libc, fd, 'to create a VM');
    return new KvmVm(this.#libc, fd, this.vcpuMmapSize());
  }

  vcpuMmapSize(): number {
    return check(
      this.#libc,
      this.#libc.ioctlNumber(this.fd, KVM_GET_VCPU_MMAP_SIZE, 0),
      'the size of kvm_run',
    );
  }

  /** struct kvm_cpuid2 with every entry that this host can give a guest. */
  supportedCpuid(): Uint8Array {
    const data = new Uint8Array(SIZE.kvm_cpuid2 + CPUID_ENTRIES_MAX * SIZE.kvm_cpuid_entry2);
    const count = new DataView(data.buffer);
    count.setUint32(0, CPUID_ENTRIES_MAX, true);
    check(this.#libc, this.#libc.ioctlPointer(this.fd, KVM_GET_SUPPORTED_CPUID, data), 'the supported CPUID');
    return data.subarray(0, SIZE.kvm_cpuid2 + count.getUint32(0, true) * SIZE.kvm_cpuid_entry2);
  }

  close(): void {
    this.#libc.close(this.fd);
  }
}

/** A range of guest physical memory and the host memory behind it. */
export interface MemorySlot {
  readonly slot: number;
  readonly guestAddress: number;
  readonly size: number;
  readonly hostAddress: Pointer;
  /** KVM_MEM_READONLY or 0. */
  readonly flags: number;
}

/** A created vCPU: enough to run it from any thread. */
export interface VcpuHandle {
  readonly id: number;
  readonly fd: number;
  /** The shared struct kvm_run and what follows it. */
  readonly runAddress: Pointer;
  readonly runSize: number;
}

export class KvmVm {
  readonly fd: number;
  readonly #libc: Libc;
  readonly #runSize: number;

  constructor(libc: Libc, fd: number, runSize: number) {
    this.#libc = libc;
    this.fd = fd;
    this.#runSize = runSize;
  }

  setMemory({ slot, guestAddress, size, hostAddress, flags }: MemorySlot): void {
    const region = new DataView(new ArrayBuffer(SIZE.kvm_userspace_memory_region));
    region.setUint32(0, slot, true);
    region.setUint32(4, flags, true);
    region.setBigUint64(8, BigInt(guestAddress), true);
    region.setBigUint64(16, BigInt(size), true);
    region.setBigUint64(24, hostAddress, true);
    this.#ioctl(KVM_SET_USER_MEMORY_REGION, bytesOf(region), `memory at 0x${guestAddress.toString(16)}`);
  }

  /** Where KVM may put the pages it needs for real mode on Intel processors; before any vCPU. */
  setPrivatePages(identityMapAddress: number, tssAddress: number): void {
    const address = new BigUint64Array([BigInt(identityMapAddress)]);
    this.#ioctl(KVM_SET_IDENTITY_MAP_ADDR, address, 'the identity map');
    check(this.#libc, this.#libc.ioctlNumber(this.fd, KVM_SET_TSS_ADDR, tssAddress), 'the TSS address');
  }

  /** PICs, I/O APIC, local APICs and PIT inside the kernel; before any vCPU. */
  createInterruptControllers(): void {
    check(this.#libc, this.#libc.ioctlNumber(this.fd, KVM_CREATE_IRQCHIP, 0), 'interrupt controllers');
    const config = new Uint32Array(SIZE.kvm_pit_config / 4);
    config[0] = KVM_PIT_SPEAKER_DUMMY;
    this.#ioctl(KVM_CREATE_PIT2, config, 'the interval timer');
  }

  createVcpu(id: number): VcpuHandle {
    const fd = check(this.#libc, this.#libc.ioctlNumber(this.fd, KVM_CREATE_VCPU, id), `vCPU ${id}`);
    const runAddress = this.#libc.mapShared(fd, this.#runSize);
    if (runAddress === null) throw kvmError(this.#libc, `to share the state of vCPU ${id}`);
    return { id, fd, runAddress, runSize: this.#runSize };
  }

  closeVcpu(vcpu: VcpuHandle): void {
    this.#libc.unmap(vcpu.runAddress, vcpu.runSize);
    this.#libc.close(vcpu.fd);
  }

  close(): void {
    this.#libc.close(this.fd);
  }

  #ioctl(request: number, data: NodeJS.TypedArray, operation: string): void {
    check(this.#libc, this.#libc.ioctlPointer(this.fd, request, data), operation);
  }
}

function bytesOf(view: DataView): Uint8Array {
  return new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
}
