/**
 * Lines by which well-known programs say on a console that a stage begins or ends: the marks of text logs when the
 * user gives none, the moments of runs whose guests write no code there, and the sign that a machine boots again.
 */
import { BOUNDARY, type BoundaryCode } from './boundary.js';
import { NO_PORT } from './event.js';
import type { TextMark } from './marks.js';

/** A line that stands for a boundary of a stage. */
export interface Banner extends TextMark {
  readonly code: BoundaryCode;
  readonly name: string;
  /** Of the moment that the line is; the same whatever the line's wording. */
  readonly key: string;
  /** Place among the programs of a boot, for those with which one can start anew; null for the others. */
  readonly rank: number | null;
}

/** What clears a screen or sets its colours, of a program that wrote to the same line before. */
export const ESCAPES = '^(?:\\u001b(?:\\[[0-9;?=]{0,16}[A-Za-z]|c)|[\\r\\u0000])*';
/** What coreboot puts before the lines of its console, from 4.17 on: how much the line matters. */
export const COREBOOT = '(?:\\[[A-Z]{1,8} *\\] {1,8})?coreboot-\\S{1,64} ';
/** The level that rust-hypervisor-firmware puts before its lines from 0.5.0 on. */
export const RUST_LOG = '(?:\\[[A-Z]{1,8} *\\] {1,8})?';
/** A time in brackets that Linux puts before its own lines on a console, and its thread. */
const PRINTK = '(?:\\[ *\\d+\\.\\d+\\](?:\\[ *[TC]\\d+\\])? )?';

/** @param start of the line, a regular expression */
function banner(
  boundary: keyof typeof BOUNDARY,
  key: string,
  name: string,
  start: string,
  rank: number | null,
): Banner {
  return { pattern: new RegExp(`${ESCAPES}${start}`), code: BOUNDARY[boundary], name, key, rank };
}

export const BANNERS: readonly Banner[] = [
  banner('firmwareBegins', 'coreboot:start', 'coreboot', `${COREBOOT}.{0,64}\\bbootblock starting`, 0),
  banner('firmwareBegins', 'edk2:sec', 'EDK2 SEC', 'SecCoreStartupWithStack\\(0x', 0),
  banner('firmwareBegins', 'u-boot-tpl:start', 'U-Boot TPL', 'U-Boot TPL \\d', 0),
  // Trusted Firmware-A: BL1 and BL2 in front of U-Boot, BL31 behind its SPL; OpenSBI is BL31's place on RISC-V.
  banner('firmwareBegins', 'tf-a-bl1:start', 'TF-A BL1', 'NOTICE: +BL1: v\\d', 0),
  banner('firmwareBegins', 'u-boot-spl:start', 'U-Boot SPL', 'U-Boot SPL \\d', 1),
  banner('firmwareBegins', 'tf-a-bl2:start', 'TF-A BL2', 'NOTICE: +BL2: v\\d', 1),
  banner('firmwareBegins', 'seabios:start', 'SeaBIOS', 'SeaBIOS \\(version ', 2),
  banner(
    'firmwareBegins',
    'rust-hypervisor-firmware:start',
    'rust-hypervisor-firmware',
    `${RUST_LOG}Booting with PVH Boot Protocol`,
    2,
  ),
  banner('firmwareBegins', 'tf-a-bl31:start', 'TF-A BL31', 'NOTICE: +BL31: v\\d', 2),
  banner('firmwareBegins', 'opensbi:start', 'OpenSBI', 'OpenSBI v\\d', 3),
  banner(
    'bootloaderBegins',
    'edk2:start-option',
    'boot option start',
    'BdsDxe: starting Boot[0-9A-F]{4}\\b',
    null,
  ),
  banner('bootloaderBegins', 'u-boot:start', 'U-Boot', 'U-Boot \\d{4}\\.\\d\\d', 4),
  banner('bootloaderBegins', 'barebox:start', 'barebox', 'barebox \\d{4}\\.\\d\\d', 5),
  banner('bootloaderBegins', 'grub:start', 'GRUB', '(?:Welcome to GRUB!|GNU GRUB +version \\d)', null),
  banner(
    'bootloaderBegins',
    'ipxe:start',
    'iPXE',
    'iPXE (?:initialising devices\\.|\\d\\S{0,64} (?:\\([^)]{1,32}\\) )?-- Open Source Network Boot)',
    null,
  ),
  banner('bootloaderEnds', 'u-boot:end', 'starting kernel', 'Starting kernel \\.\\.\\.', null),
  banner('kernelBegins', 'linux:start', 'kernel start', `${PRINTK}Linux version \\d`, 6),
  banner('kernelEnds', 'linux:init', 'init start', `${PRINTK}Run \\S+ as init process`, null),
  banner(
    'userspaceBegins',
    'systemd:start',
    'systemd start',
    `${PRINTK}systemd\\[1\\]: systemd \\S+ (?:\\([^)]{1,64}\\) )?running in system mode`,
    null,
  ),
  banner(
    'userspaceEnds',
    'systemd:end',
    'startup finished',
    `${PRINTK}systemd\\[1\\]: Startup finished in `,
    null,
  ),
];

/** The meaning of lines of a console or a kernel's log: boundaries without a port write. */
export const BANNER_MARKS: readonly TextMark[] = BANNERS.map(({ pattern, code, name }) => ({
  pattern,
  code,
  name,
  port: NO_PORT,
}));

/** Place of the program that this line is the first of; null when it is none's. */
export function bannerRank(text: string): number | null {
  return findBanner(text)?.rank ?? null;
}

/** A fast pre-check, because most lines of most logs are no banners. */
const HINT =
  /coreboot-|SecCoreStartup|BdsDxe: starting|SeaBIOS \(version|U-Boot |BL\d+: v|OpenSBI v|barebox |GNU GRUB|Welcome to GRUB|iPXE |Booting with PVH|Starting kernel \.|Linux version |as init process|systemd\[1\]: /;

/** What the line is the banner of; null for most lines. */
export function findBanner(text: string): Banner | null {
  if (!HINT.test(text)) return null;
  return BANNERS.find(({ pattern }) => pattern.test(text)) ?? null;
}

const BY_KEY: ReadonlyMap<string, Banner> = new Map(BANNERS.map((banner) => [banner.key, banner]));

/** The code of the boundary that a moment stands for; null for a moment inside a stage, or of none. */
export function codeOfMoment(key: string): BoundaryCode | null {
  return BY_KEY.get(key)?.code ?? null;
}
