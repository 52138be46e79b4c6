/**
 * Two functions of the chip south of a 440FX, as far as firmware asks for them: the ISA bridge of a PIIX3 (Intel 290550-002, chapter 2),
 * behind which it looks for the serial port, and the power management of a PIIX4 (Intel 290562-001, chapter 7), whose registers say where
 * the ACPI timer is. Nothing is decoded by them: interrupts are routed by ACPI's tables, and the ports that they name do not move.
 * Left out: IDE, USB, SMBus, and the rest of their registers.
 */
import { wordBytes } from '../bus/bus.js';
import type { DeviceState } from '../bus/device-state.js';
import { PM1_EVENT_PORT } from '../bus/port-map.js';
import { PCI, PciConfigSpace, type PciFunction, registersAlone } from './pci-config-space.js';

const INTEL = { vendorId: 0x8086, subsystemId: 0 } as const;

/** Ports, memory and bus mastering are always on. */
const COMMAND_ALWAYS_ON = 0x07;
/** PIRQRC[A:D]: which interrupt each of the four wires is, bit 7 for none. */
const PIRQ_ROUTES = 0x60;
const PIRQ_DISABLED = 0x80;
const PIRQ_BITS = 0x8f;
/** Deterministic latency control; Linux switches passive release on here. */
const LATENCY_CONTROL = 0x82;

export function createPiix3Isa(state: DeviceState): PciFunction {
  const space = new PciConfigSpace(state.of('isa-bridge'), {
    ...INTEL,
    deviceId: 0x7000,
    revision: 0,
    classCode: 0x06_01_00,
    isMultiFunction: true,
  });
  space.preset(PCI.command, [COMMAND_ALWAYS_ON]);
  space.preset(PIRQ_ROUTES, [PIRQ_DISABLED, PIRQ_DISABLED, PIRQ_DISABLED, PIRQ_DISABLED]);
  space.allowWrites(PIRQ_ROUTES, [PIRQ_BITS, PIRQ_BITS, PIRQ_BITS, PIRQ_BITS]);
  space.allowWrites(LATENCY_CONTROL, [0x0f]);
  return registersAlone('isa-bridge', space);
}

/** Where the block of power management ports is; bit 0 says that it is a port. */
const PMBA = 0x40;
/** Bits 31 to 24 of DEVACTB. */
const DEVACTB_HIGH = 0x5b;
/**
 * APMC_EN, bit 25: system management mode is already set up. Otherwise SeaBIOS would set it up and wait for it forever.
 */
const APMC_EN = 1 << 1;
/** PMREGMISC, bit 0: the block answers. EDK2 then leaves it where it is. */
const PMREGMISC = 0x80;
const PM_IO_ENABLE = 1;

export function createPiix4Pm(state: DeviceState): PciFunction {
  const space = new PciConfigSpace(state.of('power-management'), {
    ...INTEL,
    deviceId: 0x7113,
    revision: 3,
    classCode: 0x06_80_00,
  });
  space.preset(PCI.command, [1]);
  space.preset(PMBA, wordBytes(PM1_EVENT_PORT | 1));
  space.preset(DEVACTB_HIGH, [APMC_EN]);
  space.preset(PMREGMISC, [PM_IO_ENABLE]);
  return registersAlone('power-management', space);
}
