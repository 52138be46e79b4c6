/** The operations on one vCPU, from the thread that runs it. */
import { EnvironmentError } from '../../trace/errors.js';
import type { DirectBoot } from '../loaders/boot-state.js';
import {
  KVM_GET_MP_STATE,
  KVM_GET_REGS,
  KVM_GET_SREGS,
  KVM_IRQ_LINE,
  KVM_MP_STATE_HALTED,
  KVM_MP_STATE_INIT_RECEIVED,
  KVM_MP_STATE_UNINITIALIZED,
  KVM_RUN,
  KVM_SET_CPUID2,
  KVM_SET_REGS,
  KVM_SET_SREGS,
  KVM_SIGNAL_MSI,
  REGS,
  SIZE,
} from './abi.js';
import { setGeneralRegisters, setSpecialRegisters } from './cpu-setup.js';
import type { CpuState } from './cpu-state.js';
import type { VcpuHandle } from './kvm-system.js';
import type { Libc } from './libc.js';

const RFLAGS_INTERRUPTS_ENABLED = 1n << 9n;

export class KvmVcpu {
  /** struct kvm_run and the data pages behind it. */
  readonly page: ArrayBuffer;
  readonly #libc: Libc;
  readonly #fd: number;
  readonly #ioctl: Libc['ioctlNumber'];

  constructor(libc: Libc, handle: VcpuHandle) {
    this.#libc = libc;
    this.#fd = handle.fd;
    this.#ioctl = libc.ioctlNumber;
    this.page = libc.view(handle.runAddress, handle.runSize);
  }

  /** Runs the guest until it needs us. 0, or the errno: EINTR after a kick. */
  enter(): number {
    return this.#ioctl(this.#fd, KVM_RUN, 0) === 0 ? 0 : this.#libc.errno;
  }

  /** @param cpuid struct kvm_cpuid2 */
  setCpuid(cpuid: Uint8Array): void {
    this.#call(KVM_SET_CPUID2, cpuid, 'CPUID');
  }

  /** Puts the vCPU, which is in its reset state, where a directly entered guest starts. */
  setUp(boot: DirectBoot): void {
    const sregs = new Uint8Array(SIZE.kvm_sregs);
    this.#call(KVM_GET_SREGS, sregs, 'registers');
    setSpecialRegisters(new DataView(sregs.buffer), boot);
    this.#call(KVM_SET_SREGS, sregs, 'the special registers');
    const regs = new BigUint64Array(SIZE.kvm_regs / 8);
    setGeneralRegisters(regs, boot);
    this.#call(KVM_SET_REGS, regs, 'the registers');
  }

  /** True when it was never started or waits in HLT with interrupts off: only another vCPU can ever wake it. */
  haltedForGood(): boolean {
    const state = new Uint32Array(SIZE.kvm_mp_state / 4);
    this.#call(KVM_GET_MP_STATE, state, 'the state of a vCPU');
    if (state[0] === KVM_MP_STATE_UNINITIALIZED || state[0] === KVM_MP_STATE_INIT_RECEIVED) return true;
    if (state[0] !== KVM_MP_STATE_HALTED) return false;
    return (this.#registers()[REGS.rflags]! & RFLAGS_INTERRUPTS_ENABLED) === 0n;
  }

  /** The registers as they are now. */
  state(): CpuState {
    const sregs = new Uint8Array(SIZE.kvm_sregs);
    this.#call(KVM_GET_SREGS, sregs, 'registers');
    return { regs: this.#registers(), sregs };
  }

  #registers(): BigUint64Array {
    const regs = new BigUint64Array(SIZE.kvm_regs / 8);
    this.#call(KVM_GET_REGS, regs, 'registers');
    return regs;
  }

  #call(request: number, data: NodeJS.TypedArray, what: string): void {
    if (this.#libc.ioctlPointer(this.#fd, request, data) < 0) {
      const reason = this.#libc.describeError(this.#libc.errno);
      throw new EnvironmentError('kvm-failed', `KVM refused ${what} of a vCPU: ${reason}`, [
        'boottrace doctor',
      ]);
    }
  }
}

/** Drives the wires into the in-kernel interrupt controllers and sends them messages; usable from every thread. */
export class InterruptWires {
  readonly #libc: Libc;
  readonly #vmFd: number;
  readonly #request = new Uint32Array(SIZE.kvm_irq_level / 4);
  /** struct kvm_msi: address, data, and flags that stay zero. */
  readonly #message = new Uint32Array(SIZE.kvm_msi / 4);

  constructor(libc: Libc, vmFd: number) {
    this.#libc = libc;
    this.#vmFd = vmFd;
  }

  set(gsi: number, level: 0 | 1): void {
    this.#request[0] = gsi;
    this.#request[1] = level;
    this.#libc.ioctlPointer(this.#vmFd, KVM_IRQ_LINE, this.#request);
  }

  /** Delivers a message signalled interrupt; one that no vCPU takes is lost, as on real hardware. */
  signal(addressLow: number, addressHigh: number, data: number): void {
    this.#message[0] = addressLow;
    this.#message[1] = addressHigh;
    this.#message[2] = data;
    this.#libc.ioctlPointer(this.#vmFd, KVM_SIGNAL_MSI, this.#message);
  }
}
