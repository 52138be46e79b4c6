/**
 * How the processor reaches PCI functions: configuration mechanism 1 (PCI Local Bus Specification 3.0, 3.2.2.3.2), the
 * enhanced configuration access of PCI Express (Base Specification 5.0, 7.2.2) and the windows in which the memory of
 * functions lies. Bus 0 alone. Port 0xcf9 is the reset control register of the PIIX.
 */
import {
  type AccessWidth,
  allOnes,
  gatherBytes,
  type MmioDevice,
  type PioDevice,
  spreadBytes,
} from '../bus/bus.js';
import type { DeviceState } from '../bus/device-state.js';
import { CONFIG_SPACE_SIZE, type PciFunction } from './pci-config-space.js';

const CONFIG_ADDRESS = 0;
const RESET_CONTROL = 1;
const CONFIG_DATA = 4;
const CONFIG_ENABLE = 0x8000_0000;

const RESET_CPU = 1 << 2;
const RESET_CONTROL_STORED = 1 << 1;

/** The functions of bus 0 by `functionNumber`. */
export type PciFunctions = ReadonlyMap<number, PciFunction>;

const FUNCTIONS_PER_DEVICE = 8;

/** As both ways to the configuration space have it: five bits of device, three of function. */
export function functionNumber(device: number, fn = 0): number {
  return device * FUNCTIONS_PER_DEVICE + fn;
}

export interface PciHostParts {
  readonly state: DeviceState;
  /** Null without a bus: only the reset register answers. */
  readonly functions: PciFunctions | null;
  readonly onReset: () => void;
}

export function createPciHost({ state, functions, onReset }: PciHostParts): PioDevice {
  const address = state.words('pci-host.address', 1);
  const resetControl = state.bytes('pci-host.reset-control', 1);

  const selected = (): PciFunction | undefined => {
    const word = address[0]! >>> 0;
    const bus = word & 0x00ff_0000;
    if ((word & CONFIG_ENABLE) === 0 || bus !== 0) return undefined;
    return functions?.get((word >>> 8) & 0xff);
  };
  const firstRegister = (offset: number) => (address[0]! & 0xfc) + (offset - CONFIG_DATA);

  return {
    name: 'pci-host',
    read(offset, width) {
      if (offset === CONFIG_ADDRESS && width === 4 && functions !== null) return address[0]! >>> 0;
      if (offset === RESET_CONTROL && width === 1) return resetControl[0]!;
      const target = offset >= CONFIG_DATA ? selected() : undefined;
      return target === undefined ? allOnes(width) : target.readConfig(firstRegister(offset), width);
    },
    write(offset, width, value) {
      if (offset === CONFIG_ADDRESS && width === 4) address[0] = value;
      else if (offset === RESET_CONTROL && width === 1) {
        resetControl[0] = value & RESET_CONTROL_STORED;
        if ((value & RESET_CPU) !== 0) onReset();
      } else if (offset >= CONFIG_DATA) selected()?.writeConfig(firstRegister(offset), width, value);
    },
  };
}

const ECAM_REGISTERS_BITS = 12;

/** Enhanced configuration access to bus 0: 4 KiB a function, of which the functions have the first 256 bytes. */
export function createEcam(functions: PciFunctions): MmioDevice {
  const find = (offset: number, data: Uint8Array): { target: PciFunction; register: number } | undefined => {
    const register = offset & ((1 << ECAM_REGISTERS_BITS) - 1);
    const target = functions.get(offset >>> ECAM_REGISTERS_BITS);
    if (target === undefined || !isWidth(data.length)) return undefined;
    return { target, register };
  };
  return {
    name: 'pci-ecam',
    readMmio(offset, data) {
      const place = find(offset, data);
      if (place === undefined) data.fill(0xff);
      // The space behind the first 256 bytes has no extended capability: its first word is zero.
      else if (place.register >= CONFIG_SPACE_SIZE) data.fill(0);
      else spreadBytes(place.target.readConfig(place.register, data.length as AccessWidth), data);
    },
    writeMmio(offset, data) {
      const place = find(offset, data);
      if (place === undefined || place.register >= CONFIG_SPACE_SIZE) return;
      place.target.writeConfig(place.register, data.length as AccessWidth, gatherBytes(data));
    },
  };
}

/** A range of memory space in which functions answer wherever the guest has put them. */
export function createPciWindow(base: number, functions: PciFunctions): MmioDevice {
  const list = [...functions.values()];
  const owner = (offset: number) => list.find((candidate) => candidate.offsetOf(base + offset) >= 0);
  return {
    name: 'pci-memory',
    nameAt: (offset) => owner(offset)?.name ?? 'pci-memory',
    readMmio(offset, data) {
      const target = owner(offset);
      if (target === undefined) data.fill(0xff);
      else target.readMemory(target.offsetOf(base + offset), data);
    },
    writeMmio(offset, data) {
      const target = owner(offset);
      target?.writeMemory(target.offsetOf(base + offset), data);
    },
  };
}

function isWidth(length: number): length is AccessWidth {
  return length === 1 || length === 2 || length === 4;
}
