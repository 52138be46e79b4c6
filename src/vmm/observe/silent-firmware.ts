/** UEFI firmware that was stopped without having written anything: why that may be, in words. */
import type { Stop } from '../../trace/boot.js';
import { type Diagnostic, warning } from '../../trace/diagnostic.js';

export interface SilentFirmware {
  readonly isUefi: boolean;
  readonly stop: Stop;
  /** Whether the guest wrote a code or a line. */
  readonly hasSpoken: boolean;
  /** Whether it asked for system management mode: a write to the port of the APM, 0xb2. */
  readonly hasAskedForSmm: boolean;
}

/** Builds for Secure Boot stop in PEI or DXE where they find neither a Q35 nor system management mode; release builds without a word. */
export function describeSilentFirmware({
  isUefi,
  stop,
  hasSpoken,
  hasAskedForSmm,
}: SilentFirmware): Diagnostic[] {
  if (!isUefi || stop.reason !== 'timeout' || (hasSpoken && !hasAskedForSmm)) return [];
  const what = hasAskedForSmm
    ? 'the firmware asked for system management mode (port 0xb2), which this machine does not have'
    : 'the firmware wrote nothing';
  const message = `${what}: builds for Secure Boot, such as OVMF_CODE_4M.secboot.fd, wait here for ever. Take OVMF_CODE_4M.fd, or --engine qemu with -- -machine q35,smm=on`;
  return [warning('firmware-waits', message)];
}
