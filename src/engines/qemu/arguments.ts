/** A guest request as QEMU's command line (qemu-system(1)); nothing in it is a file of ours. */
import { DEBUG_CONSOLE_PORT, FIRMWARE_DEBUG_PORT, formatPort, POST_PORT } from '../../trace/debug-ports.js';
import type { GuestDisk, GuestRequest } from '../../trace/guest.js';
import { GUEST_OPTIONS } from '../guest-options.js';

/** Descriptors that QEMU inherits. */
export interface QemuDescriptors {
  /** The machine protocol. */
  readonly monitor: number;
  readonly post: number;
  readonly firmwareDebug: number;
  /** Null where the guest has none. */
  readonly debugConsole: number | null;
  readonly serial: number | null;
  /** The ROM image, where QEMU does not take the file as it is. */
  readonly firmware: number | null;
}

export type Accelerator = 'kvm' | 'tcg';

/** What QEMU's own stub of port 0x80 reads as; a byte of ones is also what an empty port gives. */
const POST_READBACK = '0xff';

/**
 * @param accelerator null leaves the choice to the extra arguments, which come last and so win
 */
export function qemuArguments(
  request: GuestRequest,
  fds: QemuDescriptors,
  accelerator: Accelerator | null,
): string[] {
  const extra = request.engineArguments ?? [];
  const bus = isMicrovm(extra) ? 'device' : 'pci';
  return [
    // Paused until the monitor is connected, and again when the guest ends, so that both moments are seen.
    ...['-S', '-no-reboot', '-no-shutdown', '-nodefaults', '-no-user-config', '-display', 'none'],
    ...(accelerator === null ? [] : ['-accel', accelerator]),
    // The emulator logs what it would otherwise keep to itself: triple faults, and writes that it drops.
    ...(accelerator === 'kvm' ? [] : ['-d', 'cpu_reset,guest_errors']),
    // Everything that the accelerator can give, with KVM the host's own processor.
    ...['-cpu', 'max'],
    ...imageArguments(request, fds.firmware),
    ...socket('monitor', fds.monitor),
    ...['-mon', 'chardev=monitor,mode=control'],
    ...debugPort('post', POST_PORT, fds.post, POST_READBACK),
    ...debugPort('firmware-debug', FIRMWARE_DEBUG_PORT, fds.firmwareDebug),
    ...(fds.debugConsole === null
      ? []
      : debugPort('debug-console', request.debugConsolePort ?? DEBUG_CONSOLE_PORT, fds.debugConsole)),
    ...(fds.serial === null
      ? ['-serial', 'none']
      : [...socket('serial', fds.serial), '-serial', 'chardev:serial']),
    ...request.disks.flatMap((disk, index) => diskArguments(disk, index, bus)),
    ...GUEST_OPTIONS.flatMap((option) => option.qemu(request, bus)),
    ...extra,
  ];
}

/** True when the extra arguments say what runs the guest's instructions. */
export function choosesAccelerator(extra: readonly string[]): boolean {
  return extra.some((word, index) => {
    if (/^--?(accel|enable-kvm)$/.test(word)) return true;
    return /^--?(M|machine)$/.test(word) && /(^|,)accel=/.test(extra[index + 1] ?? '');
  });
}

function isMicrovm(extra: readonly string[]): boolean {
  return extra.some(
    (word, index) => /^--?(M|machine)$/.test(word) && /^(type=)?microvm(,|$)/.test(extra[index + 1] ?? ''),
  );
}

function imageArguments({ firmware, kernel, flash }: GuestRequest, firmwareFd: number | null): string[] {
  const rom = firmwareFd === null ? firmware : `/proc/self/fd/${firmwareFd}`;
  const bios = rom === undefined ? [] : flash === undefined ? ['-bios', rom] : ['-drive', codeFlash(rom)];
  if (kernel === undefined) return bios;
  const initramfs = kernel.initramfs === null ? [] : ['-initrd', kernel.initramfs];
  return [...bios, '-kernel', kernel.kernel, ...initramfs, '-append', kernel.commandLine];
}

/** Beside a flash for variables, the firmware is the first flash: its file is taken as it is, in units of 4 KiB. */
function codeFlash(rom: string): string {
  return `if=pflash,unit=0,format=raw,readonly=on,file=${rom.replaceAll(',', ',,')}`;
}

function socket(id: string, fd: number): string[] {
  return ['-chardev', `socket,id=${id},fd=${fd}`];
}

/** Replaces the machine type's device at the port. Reads as DEBUG_PORT_READBACK by default. */
function debugPort(id: string, port: number, fd: number, readback?: string): string[] {
  const reads = readback === undefined ? '' : `,readback=${readback}`;
  return [...socket(id, fd), '-device', `isa-debugcon,iobase=${formatPort(port)},chardev=${id}${reads}`];
}

/** Each comma of a path is doubled, as QEMU's option syntax wants it. */
function diskArguments({ path, readOnly, snapshot }: GuestDisk, index: number, bus: string): string[] {
  const flag = (name: string, on: boolean) => (on ? `,${name}=on` : '');
  const flags = `${flag('readonly', readOnly)}${flag('snapshot', snapshot)}`;
  const file = path.replaceAll(',', ',,');
  return [
    ...['-drive', `if=none,id=disk${index},format=raw,file=${file}${flags}`],
    ...['-device', `virtio-blk-${bus},drive=disk${index}`],
  ];
}
