import { describe, expect, it } from 'vitest';
import { findInnerLine } from '../../src/trace/inner-lines.js';

describe('a line from inside a stage', () => {
  it.each([
    ['Loading PEIM 52C05B14-0B98-496C-BC3B-04B50211D680', 'edk2:pei'],
    ['Loading PEIM at 0x000008326C0 EntryPoint=0x00000837D4B PcdPeim.efi', 'edk2:pei'],
    ['DXE IPL Entry', 'edk2:dxe-ipl'],
    ['Loading DXE CORE at 0x0001EE60000 EntryPoint=0x0001EE74E3A', 'edk2:dxe'],
    ['CoreInitializeMemoryServices:', 'edk2:dxe'],
    ['[Bds] Entry...', 'edk2:bds'],
    ['[Bds]Booting UEFI Misc Device', 'edk2:boot-option'],
    ['\u001b[2J\u001b[01;01H\u001b[=3hBdsDxe: loading Boot0001 "UEFI Misc Device"', 'edk2:load-option'],
    ['\u001b[2J\u001b[01;01H\u001b[=3h\u001b[2J\u001b[01;01H', 'edk2:console'],
    ['Scan for option roms', 'seabios:option-roms'],
    ['Booting from Hard Disk...', 'seabios:boot'],
    ['Booting from 0000:7c00', 'seabios:boot-sector'],
    ['[INFO] Found EFI partition', 'rust-hypervisor-firmware:partition'],
    ['Found bootloader (BOOTX64.EFI)', 'rust-hypervisor-firmware:loader'],
    ['[INFO] Found bootloader: /EFI/BOOT/BOOTX64.EFI', 'rust-hypervisor-firmware:loader'],
    ['Jumping to kernel', 'rust-hypervisor-firmware:kernel'],
    ['\u001b[25;01H\u001b[0m             Boot in 5 s.', 'systemd-boot:menu'],
    ['EFI stub: Loaded initrd from LINUX_EFI_INITRD_MEDIA_GUID device path', 'efi-stub:start'],
    ['coreboot-4.12 Mon May 11 12:00:00 UTC 2020 verstage starting (log level: 8)...', 'coreboot:verstage'],
    ['coreboot-4.12 Mon May 11 12:00:00 UTC 2020 postcar starting (log level: 8)...', 'coreboot:postcar'],
    [
      '[NOTE ]  coreboot-24.02 Sun Feb 18 00:00:00 UTC 2024 ramstage starting (log level: 7)...',
      'coreboot:ramstage',
    ],
  ])('%s is %s', (text, key) => expect(findInnerLine(text)?.key).toBe(key));

  it.each([
    '',
    'echo Loading PEIM',
    'Loading driver at 0x0001EA0C000 EntryPoint=0x0001EA0D5A5 CpuDxe.efi',
    'BdsDxe: loading Boot',
    'BdsDxe: failed to load Boot0001 "UEFI Misc Device"',
    '[Bds] Unable to boot!',
    'Booting from a USB stick of mine',
    'Jumping to conclusions',
    'Boot in a while',
    'the EFI stub: none',
    '\u001b[=4h',
    'coreboot-4.12 Mon May 11 12:00:00 UTC 2020 bootblock starting (log level: 8)...',
    'see coreboot-4.12 romstage starting',
  ])('%j is none', (text) => expect(findInnerLine(text)).toBeNull());
});
