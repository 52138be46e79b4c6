/** What went wrong between a guest and its devices, in words: it does not end a boot, but it may explain one. */
import { type Diagnostic, warning } from '../../trace/diagnostic.js';

/** A device that did not do what its driver asked for. */
export interface DeviceFault {
  readonly device: string;
  /** Requests that the host could not serve. */
  readonly hostErrors: number;
  /** How often the driver broke the rules of a queue, upon which the device stopped until its reset. */
  readonly driverErrors: number;
  /** Which rule was broken first, and where; null when none was. */
  readonly firstDriverError: string | null;
  /** What the driver did wrong while it negotiated with the device; null when nothing. */
  readonly negotiationError: string | null;
}

/** One warning for each device and kind of fault; none for devices without. */
export function describeFaults(faults: readonly DeviceFault[]): Diagnostic[] {
  return faults.flatMap(({ device, hostErrors, driverErrors, firstDriverError, negotiationError }) => [
    ...(hostErrors === 0 ? [] : [warning('disk-host-error', hostErrorText(device, hostErrors))]),
    ...(driverErrors === 0
      ? []
      : [warning('virtio-driver-error', driverErrorText(device, driverErrors, firstDriverError))]),
    ...(negotiationError === null
      ? []
      : [
          warning(
            'virtio-driver-error',
            `${device}: the guest's driver broke the rules of negotiation: ${negotiationError}`,
          ),
        ]),
  ]);
}

function hostErrorText(device: string, count: number): string {
  const where = 'for snapshots, check the free space of TMPDIR or /var/tmp: df -h; for devices: dmesg';
  return `${device}: the host could not serve ${count} requests, as when a disk is full; the guest saw I/O errors (${where})`;
}

function driverErrorText(device: string, count: number, first: string | null): string {
  const times = count === 1 ? 'once' : `${count} times`;
  const what = first === null ? '' : `; ${count === 1 ? 'in' : 'first in'} ${first}`;
  return `${device}: the guest's driver broke the rules of its queue (${times}), so the device stopped until its reset${what}`;
}
