/** A virtual machine before it runs: memory, in-kernel devices, images in place, vCPUs created. */
import type { Diagnostic } from '../../trace/diagnostic.js';
import { EnvironmentError, InputError } from '../../trace/errors.js';
import type { Nanoseconds } from '../../trace/event.js';
import type { Guest } from '../../trace/guest.js';
import type { GuestMemory, MemoryRegion } from '../bus/memory.js';
import {
  FOUR_GIB,
  KVM_IDENTITY_MAP_ADDRESS,
  KVM_TSS_ADDRESS,
  MAX_MEMORY,
  MIN_MEMORY,
  MiB,
} from '../bus/memory-map.js';
import type { DiskParts } from '../disks/disk-store.js';
import { type OpenDisks, openDisks } from '../disks/disks.js';
import { KVM_CAP, KVM_MEM_READONLY } from '../kvm/abi.js';
import { cpuidForGuest } from '../kvm/cpuid.js';
import { KvmSystem, type MemorySlot, missingCapabilities, type VcpuHandle } from '../kvm/kvm-system.js';
import type { Libc } from '../kvm/libc.js';
import { capabilityProblem } from '../kvm/native-host.js';
import { acpiMachine } from '../loaders/acpi.js';
import type { BootState } from '../loaders/boot-state.js';
import type { FirmwareKernel } from '../loaders/bzimage.js';
import { isUefiRom } from '../loaders/uefi-volume.js';
import { monotonicNs } from '../threads/clock.js';
import { type Board, boardOf, MAX_CPUS, smbiosMachine } from './board.js';
import { readBootImages } from './boot-images.js';
import { refuseSmmFirmware } from './firmware-descriptors.js';
import { allocateFlash, checkFlash, type FlashMemory, flashFile, noteFirstBoot } from './flash.js';
import { allocateRam, FIRST_FREE_SLOT, openRam, splitMemory } from './ram.js';

export interface Machine {
  readonly vmFd: number;
  readonly vcpus: readonly VcpuHandle[];
  readonly memory: GuestMemory;
  /** The same memory, for threads that are to see it. */
  readonly ram: readonly MemorySlot[];
  /** The firmware below 4 GiB; null without one. */
  readonly rom: MemoryRegion | null;
  /** Whether that is UEFI firmware. */
  readonly isUefi: boolean;
  readonly disks: OpenDisks;
  /** What a person should know of the files. */
  readonly diagnostics: readonly Diagnostic[];
  /** The flash with the firmware's variables; null without one. */
  readonly flash: FlashMemory | null;
  readonly board: Board;
  /** What the firmware is to start; null for what it finds. */
  readonly firmwareKernel: FirmwareKernel | null;
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
export function prepareMachine(config: Guest, libc: Libc): Preparation {
  checkSizes(config);
  const { cpus, memorySize } = config;
  const images = readBootImages(config);
  checkFlash(config, images.rom);
  const isUefi = images.rom !== null && isUefiRom(images.rom);
  // Each look reads files, and only UEFI firmware is built for Secure Boot.
  if (isUefi && config.firmware !== undefined) refuseSmmFirmware(config.firmware, images.rom);
  const board = boardOf(images.kind, config);
  const cleanUp: (() => void)[] = [];
  const close = () => {
    for (const action of cleanUp.splice(0).reverse()) action();
  };
  try {
    const system = KvmSystem.open(libc);
    cleanUp.push(() => system.close());
    const lacking = capabilityProblem(missingCapabilities(system));
    if (lacking !== null) throw lacking;
    checkCpus(config, system);
    const { disks, flashDisk } = openFiles(config, libc);
    cleanUp.push(() => disks.close());
    const ram = allocateRam(memorySize, libc, cleanUp);
    const memory = openRam(libc, ram);
    const acpi = acpiMachine({ cpus, ...splitMemory(memorySize), ...board });
    const boot = images.load(memory, { acpi, smbios: smbiosMachine(board.model, []) });
    const slots = [...ram];
    const rom = images.rom === null ? null : allocateRom(images.rom, { libc, system, cleanUp });
    if (rom !== null) slots.push(rom);
    const flash = placeFlash(config, flashDisk, images.rom, { libc, system, cleanUp });
    if (flash !== null) slots.push(flash.slot);
    const parts = {
      config,
      system,
      memory,
      ram,
      rom:
        rom === null
          ? null
          : { base: rom.guestAddress, bytes: new Uint8Array(libc.view(rom.hostAddress, rom.size)) },
      isUefi,
      disks,
      diagnostics: [...disks.diagnostics, ...noteFirstBoot(config, images.rom)],
      flash,
      board,
      firmwareKernel: images.firmwareKernel,
      slots,
      boot,
      cpuid: system.supportedCpuid(),
      cleanUp,
    };
    return { create: () => createVm(parts), close };
  } catch (error) {
    close();
    throw error;
  }
}

interface MachineParts
  extends Pick<
    Machine,
    | 'memory'
    | 'ram'
    | 'rom'
    | 'isUefi'
    | 'disks'
    | 'diagnostics'
    | 'flash'
    | 'board'
    | 'firmwareKernel'
    | 'boot'
  > {
  readonly config: Guest;
  readonly system: KvmSystem;
  readonly slots: readonly MemorySlot[];
  /** struct kvm_cpuid2 with all that this host supports. */
  readonly cpuid: Uint8Array;
  readonly cleanUp: (() => void)[];
}

function createVm({ config, system, slots, cpuid, cleanUp, ...parts }: MachineParts): Machine {
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
  return { ...parts, vmFd: vm.fd, vcpus, cpuid: cpuids, zeroNs, vmmStartNs };
}

/** The disks, and the flash's file as one more, so that none is opened twice by accident. */
function openFiles({ disks, flash }: Guest, libc: Libc) {
  const opened = openDisks(flash === undefined ? disks : [...disks, flashFile(flash)], libc);
  return {
    disks: { ...opened, disks: opened.disks.slice(0, disks.length) },
    flashDisk: opened.disks[disks.length] ?? null,
  };
}

function placeFlash(
  { flash }: Guest,
  file: DiskParts | null,
  rom: Uint8Array | null,
  { system, ...services }: RomParts,
): FlashMemory | null {
  if (flash === undefined || file === null || rom === null) return null;
  if (system.capability(KVM_CAP.READONLY_MEM) === 0) {
    throw new EnvironmentError(
      'no-readonly-memory',
      "this host's KVM has no memory that a guest only reads",
      ['leave --flash out'],
    );
  }
  return allocateFlash(flash, file, rom, services);
}

interface RomParts {
  readonly libc: Libc;
  readonly system: KvmSystem;
  readonly cleanUp: (() => void)[];
}

function allocateRom(rom: Uint8Array, { libc, system, cleanUp }: RomParts): MemorySlot {
  const hostAddress = libc.mapAnonymous(rom.length);
  if (hostAddress === null)
    throw new EnvironmentError('no-memory', 'the host has no memory for the firmware');
  cleanUp.push(() => libc.unmap(hostAddress, rom.length));
  new Uint8Array(libc.view(hostAddress, rom.length)).set(rom);
  const flags = system.capability(KVM_CAP.READONLY_MEM) !== 0 ? KVM_MEM_READONLY : 0;
  return { slot: FIRST_FREE_SLOT, guestAddress: FOUR_GIB - rom.length, size: rom.length, hostAddress, flags };
}

function checkCpus({ cpus }: Guest, system: KvmSystem): void {
  const limit = system.capability(KVM_CAP.MAX_VCPUS) || system.capability(KVM_CAP.NR_VCPUS);
  if (cpus > limit) throw new InputError('too-many-cpus', `KVM runs at most ${limit} vCPUs here`);
}

/** Throws InputError for more or less memory or vCPUs than a machine can have; worth asking before anything is started for them. */
export function checkSizes({ memorySize, cpus }: Guest): void {
  if (memorySize < MIN_MEMORY || memorySize > MAX_MEMORY || memorySize % MiB !== 0) {
    const range = `${MIN_MEMORY / MiB}M to ${MAX_MEMORY / MiB}M`;
    throw new InputError('memory-size', `a guest has ${range} of memory in whole MiB`, [
      '--memory size=512M',
    ]);
  }
  if (!Number.isInteger(cpus) || cpus < 1 || cpus > MAX_CPUS) {
    throw new InputError('cpus', `a guest has 1 to ${MAX_CPUS} vCPUs`, ['--cpus 4']);
  }
}
