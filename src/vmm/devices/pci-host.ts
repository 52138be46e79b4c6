/**
 * PCI configuration mechanism 1 (PCI Local Bus Specification 3.0, 3.2.2.3.2) with the host bridge of an Intel
 * 440FX (8086:1237), whose PAM registers SeaBIOS writes to unlock its shadow memory. The memory is RAM at all
 * times here, so they only read back. Port 0xcf9 is the reset control register of the PIIX.
 */
import { type AccessWidth, allOnes, type PioDevice } from '../bus.js';
import type { DeviceState } from '../device-state.js';

export const PCI_CONFIG_PORT = 0xcf8;
export const PCI_CONFIG_PORTS = 8;

const CONFIG_ADDRESS = 0;
const RESET_CONTROL = 1;
const CONFIG_DATA = 4;
const CONFIG_ENABLE = 0x8000_0000;

const RESET_CPU = 1 << 2;
const RESET_CONTROL_STORED = 1 << 1;

const CONFIG_SPACE_SIZE = 256;
const VENDOR_ID = 0x00;
const DEVICE_ID = 0x02;
const CLASS = 0x0a;
/** PAM0 to PAM6, and the SMRAM register behind them. */
const PAM_FIRST = 0x59;
const SMRAM = 0x72;

/** One PCI function's configuration space. */
export interface PciFunction {
  readConfig(register: number): number;
  writeConfig(register: number, value: number): void;
}

export function createHostBridge(state: DeviceState): PciFunction {
  const space = state.bytes(CONFIG_SPACE_SIZE);
  const fields = new DataView(space.buffer, space.byteOffset, space.length);
  fields.setUint16(VENDOR_ID, 0x8086, true);
  fields.setUint16(DEVICE_ID, 0x1237, true);
  fields.setUint16(CLASS, 0x0600, true);
  return {
    readConfig: (register) => space[register]!,
    writeConfig(register, value) {
      if (register >= PAM_FIRST && register <= SMRAM) space[register] = value;
    },
  };
}

export interface PciHostParts {
  readonly state: DeviceState;
  /** By device number on bus 0, function 0 only; null without a bus: only the reset register answers. */
  readonly functions: ReadonlyMap<number, PciFunction> | null;
  readonly onReset: () => void;
}

export function createPciHost({ state, functions, onReset }: PciHostParts): PioDevice {
  const address = state.words(1);
  const resetControl = state.bytes(1);

  const selected = (): PciFunction | undefined => {
    const word = address[0]! >>> 0;
    const busAndFunction = word & 0x00ff_0700;
    if ((word & CONFIG_ENABLE) === 0 || busAndFunction !== 0) return undefined;
    return functions?.get((word >>> 11) & 0x1f);
  };
  const firstRegister = (offset: number) => (address[0]! & 0xfc) + (offset - CONFIG_DATA);

  return {
    name: 'pci-host',
    read(offset, width) {
      if (offset === CONFIG_ADDRESS && width === 4 && functions !== null) return address[0]! >>> 0;
      if (offset === RESET_CONTROL && width === 1) return resetControl[0]!;
      const target = offset >= CONFIG_DATA ? selected() : undefined;
      return target === undefined ? allOnes(width) : readWide(target, firstRegister(offset), width);
    },
    write(offset, width, value) {
      if (offset === CONFIG_ADDRESS && width === 4) address[0] = value;
      else if (offset === RESET_CONTROL && width === 1) {
        resetControl[0] = value & RESET_CONTROL_STORED;
        if ((value & RESET_CPU) !== 0) onReset();
      } else if (offset >= CONFIG_DATA) {
        const target = selected();
        if (target !== undefined) writeWide(target, firstRegister(offset), width, value);
      }
    },
  };
}

function readWide(target: PciFunction, register: number, width: AccessWidth): number {
  let value = 0;
  for (let i = 0; i < width; i++) value |= target.readConfig((register + i) & 0xff) << (8 * i);
  return value >>> 0;
}

function writeWide(target: PciFunction, register: number, width: AccessWidth, value: number): void {
  for (let i = 0; i < width; i++) target.writeConfig((register + i) & 0xff, (value >>> (8 * i)) & 0xff);
}
