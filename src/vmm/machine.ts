/** A virtual machine before it runs: memory, in-kernel devices, images in place, vCPUs created. */
import { EnvironmentError, InputError } from '../trace/errors.js';
import type { Nanoseconds } from '../trace/event.js';
import type { BootState } from './boot-state.js';
import { monotonicNs } from './clock.js';
import type { MachineConfig } from './config.js';
import { cpuidForGuest } from './cpuid.js';
import { readBootImages } from './images.js';
import { KVM_CAP, KVM_MEM_READONLY } from './kvm/abi.js';
import { KvmSystem, type MemorySlot, type VcpuHandle } from './kvm/handles.js';
import type { Libc, Pointer } from './kvm/libc.js';
import { GuestMemory } from './memory.js';
import {
  FOUR_GIB,
  KVM_IDENTITY_MAP_ADDRESS,
  KVM_TSS_ADDRESS,
  MAX_MEMORY,
  MIN_MEMORY,
  MiB,
  MMIO_HOLE_START,
} from './memory-map.js';

/** Guest memory begins on such a boundary, so that the host can use huge pages for it. */
const HUGE_PAGE = 2 * MiB;

export interface Machine {
  readonly vmFd: number;
  readonly vcpus: readonly VcpuHandle[];
  readonly memory: GuestMemory;
  readonly lowMemory: number;
  readonly highMemory: number;
  readonly cpuid: readonly Uint8Array[];
  /** How the first vCPU starts. */
  readonly boot: BootState;
  /** The moment the VM was created: zero of the run. */
  readonly zeroNs: bigint;
  /** From the start of this process to zero. */
  readonly vmmStartNs: Nanoseconds;
}

/** Everything that a machine needs and that can be made before there is a VM. */
export interface Preparation {
  /** Creates the VM. Throws EnvironmentError for what the host refuses; `close` is still needed then. */
  create(): Machine;
  /** Gives everything back to the system; no vCPU may be running. */
  close(): void;
}

/** Throws InputError for an image or size that cannot be, EnvironmentError for what the host refuses. */
export function prepareMachine(config: MachineConfig, libc: Libc): Preparation {
  const images = readBootImages(config);
  checkSizes(config);
  const cleanUp: (() => void)[] = [];
  const close = () => {
    for (const action of cleanUp.splice(0).reverse()) action();
  };
  try {
    const system = KvmSystem.open(libc);
    cleanUp.push(() => system.close());
    checkCpus(config, system);
    const ram = allocateRam(config, libc, cleanUp);
    const boot = images.load(ram.memory);
    const slots = [...ram.slots];
    if (images.rom !== null) slots.push(allocateRom(images.rom, { libc, system, cleanUp }));
    const parts = { config, system, ram, slots, boot, cpuid: system.supportedCpuid(), cleanUp };
    return { create: () => createVm(parts), close };
  } catch (error) {
    close();
    throw error;
  }
}

interface MachineParts {
  readonly config: MachineConfig;
  readonly system: KvmSystem;
  readonly ram: Ram;
  readonly slots: readonly MemorySlot[];
  readonly boot: BootState;
  /** struct kvm_cpuid2 with all that this host supports. */
  readonly cpuid: Uint8Array;
  readonly cleanUp: (() => void)[];
}

function createVm({ config, system, ram, slots, boot, cpuid, cleanUp }: MachineParts): Machine {
  const zeroNs = monotonicNs();
  const vmmStartNs = Math.round(performance.now() * 1e6);
  const vm = system.createVm();
  cleanUp.push(() => vm.close());
  vm.setPrivatePages(KVM_IDENTITY_MAP_ADDRESS, KVM_TSS_ADDRESS);
  vm.createInterruptControllers();
  for (const slot of slots) vm.setMemory(slot);
  const vcpus: VcpuHandle[] = [];
  for (let id = 0; id < config.cpus; id++) {
    const vcpu = vm.createVcpu(id);
    vcpus.push(vcpu);
    cleanUp.push(() => vm.closeVcpu(vcpu));
  }
  const cpuids = vcpus.map(({ id }) => cpuidForGuest(cpuid, { apicId: id, cpus: config.cpus }));
  const { memory, lowMemory, highMemory } = ram;
  return { vmFd: vm.fd, vcpus, memory, lowMemory, highMemory, boot, cpuid: cpuids, zeroNs, vmmStartNs };
}

const SLOT_LOW_RAM = 0;
const SLOT_HIGH_RAM = 1;
const SLOT_ROM = 2;

interface Ram {
  readonly memory: GuestMemory;
  readonly lowMemory: number;
  readonly highMemory: number;
  readonly slots: readonly MemorySlot[];
}

function allocateRam({ memorySize }: MachineConfig, libc: Libc, cleanUp: (() => void)[]): Ram {
  const lowMemory = Math.min(memorySize, MMIO_HOLE_START);
  const highMemory = memorySize - lowMemory;
  const address = mapAligned(libc, memorySize, cleanUp);
  const low = { slot: SLOT_LOW_RAM, guestAddress: 0, size: lowMemory, hostAddress: address, flags: 0 };
  const high = {
    slot: SLOT_HIGH_RAM,
    guestAddress: FOUR_GIB,
    size: highMemory,
    hostAddress: address + BigInt(lowMemory),
    flags: 0,
  };
  const slots = highMemory > 0 ? [low, high] : [low];
  const regions = slots.map(({ guestAddress, size, hostAddress }) => ({
    base: guestAddress,
    bytes: new Uint8Array(libc.view(hostAddress, size)),
  }));
  return { memory: new GuestMemory(regions), lowMemory, highMemory, slots };
}

/** Untouched memory costs nothing; huge pages keep the guest's page walks short. */
function mapAligned(libc: Libc, size: number, cleanUp: (() => void)[]): Pointer {
  const length = size + HUGE_PAGE;
  const mapping = libc.mapAnonymous(length);
  if (mapping === null) {
    throw new EnvironmentError('no-memory', `the host has no room for ${size / MiB} MiB of guest memory`, [
      'give the guest less: --memory 512M',
    ]);
  }
  cleanUp.push(() => libc.unmap(mapping, length));
  const mask = BigInt(HUGE_PAGE - 1);
  const address = (mapping + mask) & ~mask;
  libc.adviseHugePages(address, size);
  return address;
}

interface RomParts {
  readonly libc: Libc;
  readonly system: KvmSystem;
  readonly cleanUp: (() => void)[];
}

function allocateRom(rom: Uint8Array, { libc, system, cleanUp }: RomParts): MemorySlot {
  const hostAddress = libc.mapAnonymous(rom.length);
  if (hostAddress === null) throw new EnvironmentError('no-memory', 'the host has no room for the firmware');
  cleanUp.push(() => libc.unmap(hostAddress, rom.length));
  new Uint8Array(libc.view(hostAddress, rom.length)).set(rom);
  const flags = system.capability(KVM_CAP.READONLY_MEM) !== 0 ? KVM_MEM_READONLY : 0;
  return { slot: SLOT_ROM, guestAddress: FOUR_GIB - rom.length, size: rom.length, hostAddress, flags };
}

function checkCpus({ cpus }: MachineConfig, system: KvmSystem): void {
  const limit = system.capability(KVM_CAP.MAX_VCPUS) || system.capability(KVM_CAP.NR_VCPUS);
  if (cpus > limit) throw new InputError('too-many-cpus', `KVM runs at most ${limit} vCPUs here`);
}

function checkSizes({ memorySize, cpus }: MachineConfig): void {
  if (memorySize < MIN_MEMORY || memorySize > MAX_MEMORY || memorySize % MiB !== 0) {
    const range = `${MIN_MEMORY / MiB}M to ${MAX_MEMORY / MiB}M`;
    throw new InputError('memory-size', `a guest has ${range} of memory in whole MiB`, [
      '--memory size=512M',
    ]);
  }
  if (!Number.isInteger(cpus) || cpus < 1) throw new InputError('cpus', 'a guest has at least one vCPU');
}
