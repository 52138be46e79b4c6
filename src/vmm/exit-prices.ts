/** What an exit costs on this host: the median of a small guest that does nothing but leave. */
import { POST_PORT } from '../trace/debug-ports.js';
import { EnvironmentError } from '../trace/errors.js';
import type { Nanoseconds } from '../trace/event.js';
import { KvmSystem } from './kvm/kvm-system.js';
import type { Libc } from './kvm/libc.js';
import { KvmVcpu } from './kvm/vcpu.js';

const GUEST_MEMORY = 0x1_0000;
/** The last bytes of the low 64 KiB: where CS:IP points after reset, were CS.base 0. */
const RESET_OFFSET = 0xfff0;
/** out %al, $POST_PORT; jmp back to it. */
const LOOP = [0xe6, POST_PORT, 0xeb, 0xfc];
const KERNEL_EXITS = 200;
/** mov $200, %si; again: cpuid; dec %si; jnz again; out %al, $POST_PORT; jmp back to the start. */
const CPUID_LOOP = [0xbe, KERNEL_EXITS, 0, 0x0f, 0xa2, 0x4e, 0x75, 0xfb, 0xe6, POST_PORT, 0xeb, 0xf4];
/** Odd, so that there is a middle one. */
const CALIBRATION_EXITS = 101;
const CALIBRATION_LOOPS = 11;

/** What one way out of a guest and back costs; 0 where it cannot be measured. */
export interface ExitPrices {
  /** To the monitor. */
  readonly exitNs: Nanoseconds;
  /** To the host's kernel alone, measured with an instruction that it answers itself. */
  readonly kernelExitNs: Nanoseconds;
}

/** Medians, for what exits cost a boot. Taken after a run, so that they cost the run nothing. */
export function calibrateExits(libc: Libc): ExitPrices {
  try {
    const system = KvmSystem.open(libc);
    try {
      const exitNs = priceOfExit(libc, system, CALIBRATION_EXITS);
      const loopNs = measureLoop(libc, system, CPUID_LOOP, CALIBRATION_LOOPS);
      return { exitNs, kernelExitNs: Math.max(0, Math.round((loopNs - exitNs) / KERNEL_EXITS)) };
    } finally {
      system.close();
    }
  } catch {
    return { exitNs: 0, kernelExitNs: 0 };
  }
}

/** Median cost of one port write, guest to monitor and back, of an odd number of exits. */
export function priceOfExit(libc: Libc, system: KvmSystem, exits: number): Nanoseconds {
  return measureLoop(libc, system, LOOP, exits);
}

/** Median time between exits of a guest that runs `code` again and again. */
function measureLoop(libc: Libc, system: KvmSystem, code: readonly number[], exits: number): Nanoseconds {
  const vm = system.createVm();
  const hostAddress = libc.mapAnonymous(GUEST_MEMORY);
  if (hostAddress === null) {
    throw new EnvironmentError('no-memory', 'the host has no memory for a guest of 64 KiB');
  }
  new Uint8Array(libc.view(hostAddress, GUEST_MEMORY)).set(code, RESET_OFFSET);
  // The processor starts 16 bytes below 4 GiB.
  const guestAddress = 0x1_0000_0000 - GUEST_MEMORY;
  vm.setMemory({ slot: 0, guestAddress, size: GUEST_MEMORY, hostAddress, flags: 0 });
  const handle = vm.createVcpu(0);
  try {
    return medianExit(new KvmVcpu(libc, handle), exits);
  } finally {
    vm.closeVcpu(handle);
    vm.close();
    libc.unmap(hostAddress, GUEST_MEMORY);
  }
}

function medianExit(vcpu: KvmVcpu, exits: number): Nanoseconds {
  for (let exit = 0; exit <= exits / 10; exit++) vcpu.enter();
  const costsMs = new Float64Array(exits);
  for (let exit = 0; exit < exits; exit++) {
    const before = performance.now();
    vcpu.enter();
    costsMs[exit] = performance.now() - before;
  }
  costsMs.sort();
  return Math.round(costsMs[(exits - 1) / 2]! * 1e6);
}
