/** Ports that more than one part of the machine must agree on: devices answer there, and tables tell the guest. */

/** ACPI power management block: PM1 events, PM1 control, PM timer. */
export const PM1_EVENT_PORT = 0x600;
export const PM1_CONTROL_PORT = 0x604;
export const PM_TIMER_PORT = 0x608;
/** What SLP_TYP must hold to power the machine off. */
export const SLEEP_TYPE_S5 = 5;

/** Reset control register of the PIIX, and the value that resets. */
export const RESET_PORT = 0xcf9;
export const RESET_VALUE = 0x06;
