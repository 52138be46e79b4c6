import { describe, expect, it } from 'vitest';
import { BANNER_MARKS, bannerRank } from '../../src/trace/banners.js';

describe('banners', () => {
  it.each([
    ['SeaBIOS (version 1.16.2-debian-1.16.2-1)', 0x00],
    ['coreboot-4.19 Wed Jan  1 bootblock starting (log level: 7)...', 0x00],
    ['[NOTE ]  coreboot-24.02 Sun Feb 18 00:00:00 UTC 2024 bootblock starting (log level: 7)...', 0x00],
    ['SecCoreStartupWithStack(0xFFFCC000, 0x820000)', 0x00],
    ['\u001b[2J\u001b[01;01H\u001b[=3hBdsDxe: starting Boot0001 "UEFI Misc Device" from PciRoot(0x0)', 0x20],
    ['U-Boot SPL 2023.01 (Jan 09 2023 - 16:07:33 +0000)', 0x00],
    ['U-Boot TPL 2023.07 (Jul 10 2023)', 0x00],
    ['NOTICE:  BL31: v2.9(release):v2.9.0', 0x00],
    ['OpenSBI v1.3', 0x00],
    ['barebox 2023.08.0 #1 Tue Aug 15', 0x20],
    ['GNU GRUB  version 2.06', 0x20],
    ['Welcome to GRUB!', 0x20],
    ['iPXE initialising devices...ok', 0x20],
    [
      'iPXE 1.21.1+git-20220113.fbbdc3926+dfsg1-4 -- Open Source Network Boot Firmware -- http://ipxe.org',
      0x20,
    ],
    ['[INFO] Booting with PVH Boot Protocol', 0x00],
    ['systemd[1]: systemd 239 (239-45.el8) running in system mode. (+PAM)', 0x60],
    ['U-Boot 2023.01+dfsg-2+deb12u3 (Jun 22 2026)', 0x20],
    ['Starting kernel ...', 0x21],
    ['Linux version 6.1.0', 0x40],
    ['[    0.000000] Linux version 6.1.0', 0x40],
    ['[    0.000000][    T0] Linux version 6.1.0', 0x40],
    ['[    2.062189] Run /init as init process', 0x41],
    ['systemd[1]: systemd 252.38-1~deb12u1 running in system mode (+PAM)', 0x60],
    ['[    9.1] systemd[1]: Startup finished in 2.103s (kernel)', 0x61],
  ])('%s is code %d', (text, code) => {
    const found = BANNER_MARKS.filter(({ pattern }) => pattern.test(text));
    expect(found.map((mark) => mark.code)).toEqual([code]);
  });

  it.each(['echo Linux version 6', 'a U-Boot 2023.01', 'Run /init', ''])('%j is none', (text) => {
    expect(BANNER_MARKS.some(({ pattern }) => pattern.test(text))).toBe(false);
    expect(bannerRank(text)).toBeNull();
  });

  it('knows with which program a boot starts anew', () => {
    expect(
      ['U-Boot SPL 2023.01', 'U-Boot 2023.01', 'Linux version 6', 'Starting kernel ...'].map(bannerRank),
    ).toEqual([1, 4, 6, null]);
    expect(['SecCoreStartupWithStack(0xF, 0x8)', 'BdsDxe: starting Boot0001 "x"'].map(bannerRank)).toEqual([
      0,
      null,
    ]);
  });
});
