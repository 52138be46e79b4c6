/** What differs from release to release of Cloud Hypervisor in what this engine needs of it (its history, v0.2.0 to v53.0). */

/** Whole releases in order: v0.2 to v0.14 are 2 to 14, then v15 and so on. */
export type Release = number;

/** A release newer than all: what is assumed of a program whose answer is not understood. */
export const NEWEST: Release = Number.POSITIVE_INFINITY;

/** `cloud-hypervisor v51.1`, `cloud-hypervisor v0.5.1`, `cloud-hypervisor v38.0-15-g1a2b3c4d`. */
export function parseRelease(version: string): Release {
  const match = /\bv(\d+)\.(\d+)/.exec(version);
  if (match === null) return NEWEST;
  return Number(match[1] === '0' ? match[2] : match[1]);
}

/** Codes are logged as DEBUG, later as INFO, since v24.0 as WARN; and what `-v` means has moved once. */
const VERBOSITY: readonly (readonly [since: Release, flags: readonly string[]])[] = [
  [24, []],
  [20, ['-v']],
  [11, ['-vv']],
  [2, ['-vvv']],
];

/** The flags with which boot codes are in the log; null before v0.2.0, which has no such port. */
export function verbosityFlags(release: Release): readonly string[] | null {
  return VERBOSITY.find(([since]) => release >= since)?.[1] ?? null;
}

/** `--firmware`, a port 0x402, `--event-monitor` and `--debug-console`, and since when. Before it, firmware is a `--kernel`. */
export const FIRMWARE_SINCE: Release = 26;
export const FIRMWARE_DEBUG_SINCE: Release = 27;
export const EVENT_MONITOR_SINCE: Release = 14;
export const DEBUG_CONSOLE_SINCE: Release = 38;
