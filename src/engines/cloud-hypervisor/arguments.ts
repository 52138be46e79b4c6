/** A guest request as Cloud Hypervisor's command line, in the words of the release that is installed. */
import { DEBUG_CONSOLE_PORT, formatPort } from '../../trace/debug-ports.js';
import { EnvironmentError, InputError } from '../../trace/errors.js';
import type { GuestDisk, GuestRequest } from '../../trace/guest.js';
import { GUEST_OPTIONS } from '../guest-options.js';
import {
  DEBUG_CONSOLE_SINCE,
  EVENT_MONITOR_SINCE,
  FIRMWARE_SINCE,
  type Release,
  verbosityFlags,
} from './release.js';

/** Descriptors that Cloud Hypervisor inherits; null where it is not to write there. */
export interface CloudHypervisorDescriptors {
  readonly events: number | null;
  readonly serial: number | null;
  readonly debugConsole: number | null;
}

/** The descriptors that this release uses. */
export function usedDescriptors(request: GuestRequest, release: Release) {
  return {
    events: release >= EVENT_MONITOR_SINCE,
    serial: request.serial,
    debugConsole: request.debugConsolePort !== null && release >= DEBUG_CONSOLE_SINCE,
  };
}

/** Throws InputError and EnvironmentError for what this program cannot do. */
export function cloudHypervisorArguments(
  request: GuestRequest,
  fds: CloudHypervisorDescriptors,
  release: Release,
): string[] {
  const verbosity = verbosityFlags(release);
  if (verbosity === null) {
    throw new EnvironmentError(
      'engine-too-old',
      'this Cloud Hypervisor has no boot codes: they exist since v0.2.0',
      ['install a newer release'],
    );
  }
  return [
    ...verbosity,
    ...imageArguments(request, release),
    ...(request.disks.length === 0 ? [] : ['--disk', ...request.disks.map(diskArgument)]),
    ...GUEST_OPTIONS.flatMap((option) => option.cloudHypervisor(request)),
    ...['--console', 'off', '--serial', fds.serial === null ? 'off' : toFile(fds.serial)],
    ...(fds.debugConsole === null
      ? []
      : [
          '--debug-console',
          `${toFile(fds.debugConsole)},iobase=${formatPort(request.debugConsolePort ?? DEBUG_CONSOLE_PORT)}`,
        ]),
    ...(fds.events === null ? [] : ['--event-monitor', `fd=${fds.events}`]),
    ...(request.engineArguments ?? []),
  ];
}

function imageArguments({ firmware, kernel }: GuestRequest, release: Release): string[] {
  if (firmware !== undefined) return [release >= FIRMWARE_SINCE ? '--firmware' : '--kernel', firmware];
  if (kernel === undefined) return [];
  const initramfs = kernel.initramfs === null ? [] : ['--initramfs', kernel.initramfs];
  return ['--kernel', kernel.kernel, ...initramfs, '--cmdline', kernel.commandLine];
}

/** The program opens it anew, so that it must be a pipe or a file. */
function toFile(fd: number): string {
  return `file=/proc/self/fd/${fd}`;
}

/** There are no snapshots: what would be written to one must not be written to the image. */
function diskArgument({ path, readOnly, snapshot }: GuestDisk): string {
  if (snapshot) {
    throw new InputError('no-snapshots', `Cloud Hypervisor would write to ${path}: it has no snapshots`, [
      `--disk path=${path},readonly=on`,
      `allow writing: --disk path=${path},readonly=off`,
    ]);
  }
  // Its options are separated by commas, and quotation marks keep one inside a value.
  return `path=${path.includes(',') ? `"${path}"` : path}${readOnly ? ',readonly=on' : ''}`;
}
