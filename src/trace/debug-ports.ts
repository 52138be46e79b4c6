/**
 * The I/O ports of x86 through which a guest says what it does. All take one byte a write; of a wider write the low byte counts.
 * Guests read them too: the POST port for nothing, the other debug ports to find out that they are there, and the
 * serial port for what was typed and for its status.
 */
import { NO_PORT, type TextChannel } from './event.js';

/** Boot codes: the diagnostic port of IBM's PC AT (Technical Reference, 1984), and Cloud Hypervisor's debug port. */
export const POST_PORT = 0x80;

/**
 * The debug console, first in Bochs (`port_e9_hack`), then isa-debugcon of QEMU and `--debug-console` of Cloud Hypervisor. Guests look
 * for it here; `iobase` moves it.
 */
export const DEBUG_CONSOLE_PORT = 0xe9;

/** Log of the firmware: CONFIG_DEBUG_IO of SeaBIOS, DebugIoPort of EDK2 (OvmfPkg). */
export const FIRMWARE_DEBUG_PORT = 0x402;

/** What the debug console and the firmware's port read as, so that a guest finds them: the `readback` of isa-debugcon. */
export const DEBUG_PORT_READBACK = 0xe9;

/** COM1, a PC16550D (its data sheet, table 2): data written is what the guest prints, unless the divisor is selected. */
export const COM1_PORT = 0x3f8;
/** Selects the divisor in place of the data. */
export const COM1_LINE_CONTROL_PORT = COM1_PORT + 3;
/** Read by a guest to see whether there is room for more, and whether a key came. */
export const COM1_LINE_STATUS_PORT = COM1_PORT + 5;

/** The port that a channel's text goes through; NO_PORT for text that goes through none. */
export const PORT_OF_CHANNEL: Readonly<Record<TextChannel, number>> = {
  'debug-console': DEBUG_CONSOLE_PORT,
  'firmware-debug': FIRMWARE_DEBUG_PORT,
  serial: COM1_PORT,
  'kernel-log': NO_PORT,
  monitor: NO_PORT,
};

/** The other way round. */
export const CHANNEL_OF_PORT: ReadonlyMap<number, TextChannel> = new Map(
  (Object.keys(PORT_OF_CHANNEL) as TextChannel[])
    .map((channel) => [PORT_OF_CHANNEL[channel], channel] as const)
    .filter(([port]) => port !== NO_PORT),
);

/** `0x3f8`: the way a port is written everywhere. */
export function formatPort(port: number): string {
  return `0x${port.toString(16)}`;
}
