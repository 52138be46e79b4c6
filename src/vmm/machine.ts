/** A virtual machine before it runs: memory, in-kernel devices, images in place, vCPUs created. */
import { readFileSync } from 'node:fs';
import { EnvironmentError, InputError } from '../trace/errors.js';
import type { Nanoseconds } from '../trace/event.js';
import { monotonicNs } from './clock.js';
import type { MachineConfig } from './config.js';
import { cpuidForGuest } from './cpuid.js';
import { KVM_CAP, KVM_MEM_READONLY } from './kvm/abi.js';
import { KvmSystem, type KvmVm, type VcpuHandle } from './kvm/handles.js';
import type { Libc, Pointer } from './kvm/libc.js';
import { checkRom, loadRom } from './loaders/rom.js';
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
  /** The moment the VM was created: zero of the run. */
  readonly zeroNs: bigint;
  /** From the start of this process to zero. */
  readonly vmmStartNs: Nanoseconds;
  /** Gives everything back to the system; no vCPU may be running. */
  close(): void;
}

/** Throws InputError for an image or size that cannot be, EnvironmentError for what the host refuses. */
export function createMachine(config: MachineConfig, libc: Libc): Machine {
  const rom = readImage(config.firmware);
  checkRom(rom, config.firmware);
  checkSizes(config);
  const cleanUp: (() => void)[] = [];
  const close = () => {
    for (const action of cleanUp.splice(0).reverse()) action();
  };
  try {
    return { ...assemble(config, rom, libc, cleanUp), close };
  } catch (error) {
    close();
    throw error;
  }
}

function assemble(config: MachineConfig, rom: Uint8Array, libc: Libc, cleanUp: (() => void)[]) {
  const system = KvmSystem.open(libc);
  cleanUp.push(() => system.close());
  const limit = system.capability(KVM_CAP.MAX_VCPUS) || system.capability(KVM_CAP.NR_VCPUS);
  if (config.cpus > limit) throw new InputError('too-many-cpus', `KVM runs at most ${limit} vCPUs here`);
  const zeroNs = monotonicNs();
  const vmmStartNs = Math.round(performance.now() * 1e6);
  const vm = system.createVm();
  cleanUp.push(() => vm.close());
  vm.setPrivatePages(KVM_IDENTITY_MAP_ADDRESS, KVM_TSS_ADDRESS);
  vm.createInterruptControllers();
  const lowMemory = Math.min(config.memorySize, MMIO_HOLE_START);
  const highMemory = config.memorySize - lowMemory;
  const memory = mapRam(vm, libc, { lowMemory, highMemory }, cleanUp);
  loadRom(rom, memory);
  mapRom(vm, libc, rom, system.capability(KVM_CAP.READONLY_MEM) !== 0 ? KVM_MEM_READONLY : 0, cleanUp);
  const supported = system.supportedCpuid();
  const vcpus: VcpuHandle[] = [];
  for (let id = 0; id < config.cpus; id++) {
    const vcpu = vm.createVcpu(id);
    vcpus.push(vcpu);
    cleanUp.push(() => vm.closeVcpu(vcpu));
  }
  const cpuid = vcpus.map(({ id }) => cpuidForGuest(supported, { apicId: id, cpus: config.cpus }));
  return { vmFd: vm.fd, vcpus, memory, lowMemory, highMemory, cpuid, zeroNs, vmmStartNs };
}

const SLOT_LOW_RAM = 0;
const SLOT_HIGH_RAM = 1;
const SLOT_ROM = 2;

function mapRam(
  vm: KvmVm,
  libc: Libc,
  { lowMemory, highMemory }: { lowMemory: number; highMemory: number },
  cleanUp: (() => void)[],
): GuestMemory {
  const address = mapAligned(libc, lowMemory + highMemory, cleanUp);
  vm.setMemory({ slot: SLOT_LOW_RAM, guestAddress: 0, size: lowMemory, hostAddress: address, flags: 0 });
  const regions = [{ base: 0, bytes: new Uint8Array(libc.view(address, lowMemory)) }];
  if (highMemory > 0) {
    const hostAddress = address + BigInt(lowMemory);
    vm.setMemory({ slot: SLOT_HIGH_RAM, guestAddress: FOUR_GIB, size: highMemory, hostAddress, flags: 0 });
    regions.push({ base: FOUR_GIB, bytes: new Uint8Array(libc.view(hostAddress, highMemory)) });
  }
  return new GuestMemory(regions);
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

function mapRom(vm: KvmVm, libc: Libc, rom: Uint8Array, flags: number, cleanUp: (() => void)[]): void {
  const hostAddress = libc.mapAnonymous(rom.length);
  if (hostAddress === null) throw new EnvironmentError('no-memory', 'the host has no room for the firmware');
  cleanUp.push(() => libc.unmap(hostAddress, rom.length));
  new Uint8Array(libc.view(hostAddress, rom.length)).set(rom);
  vm.setMemory({ slot: SLOT_ROM, guestAddress: FOUR_GIB - rom.length, size: rom.length, hostAddress, flags });
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

/** Why a file could not be read, by error code, in a person's words. */
const READ_FAILURES: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EACCES: 'no permission to read it',
  EISDIR: 'it is a directory',
};

function readImage(path: string): Uint8Array {
  try {
    return readFileSync(path);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? '';
    throw new InputError('unreadable-image', `cannot read ${path}: ${READ_FAILURES[code] ?? code}`);
  }
}
