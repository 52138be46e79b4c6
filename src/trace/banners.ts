/**
 * Lines by which well-known programs say on a console that a stage begins or ends: the marks of text logs when the
 * user gives none, and the sign that a machine boots again.
 */
import { BOUNDARY } from './boundary.js';
import { NO_PORT } from './event.js';
import type { TextMark } from './marks.js';

interface Banner extends TextMark {
  readonly name: string;
  /** Place among the programs of a boot, for those with which one can start anew; null for the others. */
  readonly rank: number | null;
}

/** A time in brackets that Linux puts before its own lines on a console, and its thread. */
const PRINTK = '^(?:\\[ *\\d+\\.\\d+\\](?:\\[ *[TC]\\d+\\])? )?';

const BANNERS: readonly Banner[] = [
  { pattern: /^coreboot-\S+ .*bootblock starting/, code: BOUNDARY.firmwareBegins, name: 'coreboot', rank: 0 },
  { pattern: /^U-Boot TPL \d/, code: BOUNDARY.firmwareBegins, name: 'U-Boot TPL', rank: 0 },
  // Trusted Firmware-A: BL1 and BL2 in front of U-Boot, BL31 behind its SPL; OpenSBI is BL31's place on RISC-V.
  { pattern: /^NOTICE: +BL1: v\d/, code: BOUNDARY.firmwareBegins, name: 'TF-A BL1', rank: 0 },
  { pattern: /^U-Boot SPL \d/, code: BOUNDARY.firmwareBegins, name: 'U-Boot SPL', rank: 1 },
  { pattern: /^NOTICE: +BL2: v\d/, code: BOUNDARY.firmwareBegins, name: 'TF-A BL2', rank: 1 },
  { pattern: /^SeaBIOS \(version /, code: BOUNDARY.firmwareBegins, name: 'SeaBIOS', rank: 2 },
  { pattern: /^NOTICE: +BL31: v\d/, code: BOUNDARY.firmwareBegins, name: 'TF-A BL31', rank: 2 },
  { pattern: /^OpenSBI v\d/, code: BOUNDARY.firmwareBegins, name: 'OpenSBI', rank: 3 },
  { pattern: /^U-Boot \d{4}\.\d\d/, code: BOUNDARY.bootloaderBegins, name: 'U-Boot', rank: 4 },
  { pattern: /^barebox \d{4}\.\d\d/, code: BOUNDARY.bootloaderBegins, name: 'barebox', rank: 5 },
  { pattern: /^GNU GRUB +version \d/, code: BOUNDARY.bootloaderBegins, name: 'GRUB', rank: null },
  { pattern: /^Starting kernel \.\.\./, code: BOUNDARY.bootloaderEnds, name: 'starting kernel', rank: null },
  {
    pattern: new RegExp(`${PRINTK}Linux version \\d`),
    code: BOUNDARY.kernelBegins,
    name: 'kernel start',
    rank: 6,
  },
  {
    pattern: new RegExp(`${PRINTK}Run \\S+ as init process`),
    code: BOUNDARY.kernelEnds,
    name: 'init start',
    rank: null,
  },
  {
    pattern: new RegExp(`${PRINTK}systemd\\[1\\]: systemd \\S+ (?:\\([^)]{1,64}\\) )?running in system mode`),
    code: BOUNDARY.userspaceBegins,
    name: 'systemd start',
    rank: null,
  },
  {
    pattern: new RegExp(`${PRINTK}systemd\\[1\\]: Startup finished in `),
    code: BOUNDARY.userspaceEnds,
    name: 'startup finished',
    rank: null,
  },
];

/** What the lines of a console or of a kernel's log stand for: boundaries, which nobody wrote to a port. */
export const BANNER_MARKS: readonly TextMark[] = BANNERS.map((banner) => ({ ...banner, port: NO_PORT }));

/** Place of the program that this line is the first of; null when it is none's. */
export function bannerRank(text: string): number | null {
  return BANNERS.find(({ pattern }) => pattern.test(text))?.rank ?? null;
}
