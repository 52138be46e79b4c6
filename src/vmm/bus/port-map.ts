/** Ports and interrupts that more than one part of the machine must agree on: devices are there, and tables tell the guest. */

/** ACPI power management block: PM1 events, PM1 control, PM timer. */
export const PM1_EVENT_PORT = 0x600;
export const PM1_CONTROL_PORT = 0x604;
export const PM_TIMER_PORT = 0x608;
/** Where OVMF and old kernels have the same block of a PIIX4, whatever its registers say. */
export const PIIX4_PM_PORT = 0xb000;
/** What SLP_TYP must hold to power the machine off, as the ACPI tables say. */
export const SLEEP_TYPE_S5 = 5;

/** Reset control register of the PIIX, and the value that resets. */
export const RESET_PORT = 0xcf9;
export const RESET_VALUE = 0x06;

/** Where a write asks for system management mode, by which firmware and Advanced Power Management work. */
export const APM_PORT = 0xb2;

/** Configuration mechanism 1 of the PCI bus. */
export const PCI_CONFIG_PORT = 0xcf8;
export const PCI_CONFIG_PORTS = 8;

/** Devices on the PCI bus, the host bridge among them. */
export const PCI_SLOTS = 32;
const FIRST_PCI_INTERRUPT = 16;
const PCI_INTERRUPTS = 8;

/** I/O APIC pin to which pin A of a slot is wired; no other device uses the pins from 16 on. */
export function pciInterrupt(slot: number): number {
  return FIRST_PCI_INTERRUPT + (slot % PCI_INTERRUPTS);
}
