/**
 * Lines by which a firmware or loader says where it is inside its stage: they begin and end none. EDK2's are those of DEBUG builds, on the
 * firmware debug port or a serial one, but for the lines of BdsDxe, which release builds print as well. Checked in EDK2's releases
 * from edk2-stable201903 on; coreboot's are of its console (lib/hardwaremain.c, arch/x86/romstage.c and others: `console_init`).
 */
import { COREBOOT, ESCAPES, RUST_LOG } from './banners.js';
import type { StandardStage } from './event.js';

export interface InnerLine {
  readonly pattern: RegExp;
  /** Of the moment that the line is; the same whatever the line's wording. */
  readonly key: string;
  readonly name: string;
  readonly stage: StandardStage;
}

/** @param start of the line, a regular expression */
function inFirmware(key: string, name: string, start: string): InnerLine {
  return { pattern: new RegExp(`${ESCAPES}${start}`), key, name, stage: 'firmware' };
}

/** The same of what firmware has started. */
function inLoader(key: string, name: string, start: string): InnerLine {
  return { pattern: new RegExp(`${ESCAPES}${start}`), key, name, stage: 'bootloader' };
}

function corebootStage(stage: string): InnerLine {
  return inFirmware(`coreboot:${stage}`, `coreboot ${stage}`, `${COREBOOT}.{0,64}\\b${stage} starting`);
}

export const INNER_LINES: readonly InnerLine[] = [
  ...['verstage', 'romstage', 'postcar', 'ramstage'].map(corebootStage),
  // MdeModulePkg: Core/Pei/Image/Image.c, Core/Pei/PeiMain/PeiMain.c.
  inFirmware('edk2:pei', 'EDK2 PEI', 'Loading PEIM '),
  inFirmware('edk2:dxe-ipl', 'EDK2 DXE IPL', 'DXE IPL Entry'),
  // Core/DxeIplPeim/DxeLoad.c prints the one, Core/Dxe/Gcd/Gcd.c the other.
  inFirmware('edk2:dxe', 'EDK2 DXE', '(?:Loading DXE CORE at 0x|CoreInitializeMemoryServices:)'),
  inFirmware('edk2:bds', 'EDK2 BDS', '\\[Bds\\] Entry\\.\\.\\.'),
  inFirmware('edk2:boot-option', 'EDK2 boot option', '\\[Bds\\]Booting '),
  // OvmfPkg/Library/PlatformBmPrintScLib: on the serial port, release builds too.
  inFirmware('edk2:load-option', 'EDK2 load', 'BdsDxe: loading Boot[0-9A-F]{4}\\b'),
  // SeaBIOS: src/optionroms.c, src/boot.c.
  inFirmware('seabios:option-roms', 'SeaBIOS option ROMs', 'Scan for option roms'),
  inFirmware('seabios:boot', 'SeaBIOS boot', 'Booting from (?:Hard Disk|Floppy|DVD/CD|CBFS)'),
  inFirmware('seabios:boot-sector', 'SeaBIOS boot sector', 'Booting from [0-9a-f]{4}:[0-9a-f]{4}'),
  // rust-hypervisor-firmware: src/main.rs.
  inFirmware('rust-hypervisor-firmware:partition', 'EFI partition', `${RUST_LOG}Found EFI partition`),
  inFirmware('rust-hypervisor-firmware:loader', 'EFI boot loader', `${RUST_LOG}Found bootloader\\b`),
  inFirmware('rust-hypervisor-firmware:kernel', 'jump to kernel', `${RUST_LOG}Jumping to kernel`),
  // systemd-boot: src/boot/efi/boot.c, at its menu alone. Linux: drivers/firmware/efi/libstub, without `quiet`.
  inLoader('systemd-boot:menu', 'systemd-boot menu', ' *Boot in \\d{1,10} s\\.'),
  inLoader('efi-stub:start', 'EFI stub', 'EFI stub: '),
  // TerminalDxe sets the mode of a console with this (mSetModeString), release builds too: BDS connects consoles. Behind the others: what
  // follows on the same line says more.
  inFirmware('edk2:console', 'EDK2 console', '\\u001b\\[=3h'),
];

/** A fast pre-check, because most lines of most logs do not match. */
const HINT =
  /coreboot-|Loading (?:PEIM |DXE CORE)|DXE IPL |CoreInitializeMemory|\[Bds\]|BdsDxe: loading|\u001b\[=3h|Scan for option|Booting from |Boot in \d|EFI stub: |Found EFI|Found bootloader|Jumping to kernel/;

/** What the line tells from inside a stage; null for most lines. */
export function findInnerLine(text: string): InnerLine | null {
  if (!HINT.test(text)) return null;
  return INNER_LINES.find(({ pattern }) => pattern.test(text)) ?? null;
}
