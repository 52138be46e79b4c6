/**
 * ACPI power management registers (ACPI 6.4, 4.8.3): fixed events, control with the sleep states, and the 24-bit PM
 * timer. The one sleep state is S5, off. No event ever happens, so the interrupt (SCI) stays silent. A board may have other ways to be
 * switched off: a PIIX4 by sleep type 0 (Intel 290562-001, 7.2.2), Cloud Hypervisor by a byte (its devices/src/acpi.rs).
 */
import type { Nanoseconds } from '../../trace/event.js';
import { allOnes, type PioDevice } from '../bus/bus.js';
import type { DeviceState } from '../bus/device-state.js';
import { SLEEP_TYPE_S5 } from '../bus/port-map.js';

export const ACPI_PM_PORTS = 12;
/** Offsets. PM1 status, which is always clear, is at 0. */
const PM1_ENABLE = 2;
const PM1_CONTROL = 4;
const PM_TIMER = 8;

const SCI_ENABLED = 1 << 0;
const SLEEP_TYPE_SHIFT = 10;
const SLEEP_TYPE_MASK = 0x7;
const SLEEP_ENABLE = 1 << 13;

const PM_TIMER_HZ = 3_579_545;
const PM_TIMER_MASK = 0xff_ffff;

export interface AcpiPmParts {
  readonly state: DeviceState;
  /** Time since zero. */
  readonly nowNs: () => Nanoseconds;
  readonly onPowerOff: () => void;
  /** A further value of SLP_TYP that means off; null for none. */
  readonly otherSleepType: number | null;
  /** What switches the machine off when it is written to the first port as a byte; null for nothing. */
  readonly shutdownByte: number | null;
}

/** SLP_TYP of a PIIX4 for `soft off`. */
export const PIIX4_SOFT_OFF = 0;
/** S5's sleep type and SLP_EN in Cloud Hypervisor's shutdown register. */
export const CLOUD_HYPERVISOR_SHUTDOWN = (SLEEP_TYPE_S5 << 2) | (1 << 5);

export function createAcpiPm(parts: AcpiPmParts): PioDevice {
  const { state, nowNs, onPowerOff, otherSleepType, shutdownByte } = parts;
  const enabled = state.words('acpi-pm', 1);
  /** The 32-bit block that holds a port, as it reads now. */
  const block = (offset: number): number => {
    if (offset < PM1_CONTROL) return enabled[0]! << (8 * PM1_ENABLE);
    // The system is in ACPI mode from the start.
    if (offset < PM_TIMER) return SCI_ENABLED;
    return Math.floor((nowNs() * PM_TIMER_HZ) / 1e9) & PM_TIMER_MASK;
  };
  return {
    name: 'acpi-pm',
    read(offset, width) {
      const value = block(offset) >>> (8 * (offset % 4));
      return width === 4 ? value : value & allOnes(width);
    },
    write(offset, width, value) {
      if (offset === 0 && width === 1 && value === shutdownByte) return onPowerOff();
      const shift = 8 * (offset % 4);
      // Unwritten registers keep their read values; both blocks with writable registers use 16 bits.
      const written = ((block(offset) & ~(allOnes(width) << shift)) | (value << shift)) >>> 0;
      if (offset < PM1_CONTROL) enabled[0] = written >>> (8 * PM1_ENABLE);
      else if (offset < PM_TIMER && isPowerOff(written, otherSleepType)) onPowerOff();
    },
  };
}

function isPowerOff(control: number, otherSleepType: number | null): boolean {
  const sleepType = (control >> SLEEP_TYPE_SHIFT) & SLEEP_TYPE_MASK;
  return (control & SLEEP_ENABLE) !== 0 && (sleepType === SLEEP_TYPE_S5 || sleepType === otherSleepType);
}
