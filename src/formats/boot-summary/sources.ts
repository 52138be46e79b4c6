/** Programs that print a boot as a list of names and times: one row each. To read another one, add a row and a sample. */
import type { Clock } from '../../trace/boot.js';
import type { Meaning } from '../reading/moments.js';

export interface SummarySource {
  /** Prefix of names in keys. */
  readonly key: string;
  /** What its times count from, for people. */
  readonly zero: string;
  readonly clock: Clock;
  /** A line that begins a list, where there is one. */
  readonly opens?: RegExp;
  /** Named groups: `name`, `whole`, and `fraction` where there are decimals. */
  readonly row: RegExp;
  /** Power of ten of the unit in nanoseconds: 9 is a second. */
  readonly exponent: number;
  /** What names are to the stages. */
  readonly meanings: ReadonlyMap<string, Meaning>;
  /** What all other names are. */
  readonly other: Meaning;
}

const meanings = (...rows: readonly (readonly [string, Meaning])[]) => new Map<string, Meaning>(rows);
const DECIMAL = '(?<whole>\\d{1,12})(?:\\.(?<fraction>\\d{1,9}))?';

export const SOURCES: readonly SummarySource[] = [
  {
    // EDK2, MdeModulePkg/Universal/Acpi/FirmwarePerformanceDataTableDxe: the ACPI table's records, in a debug log.
    key: 'fpdt',
    zero: "the zero of the firmware's timer, which is usually the CPU's reset",
    clock: 'guest-monotonic',
    row: /^\s{0,16}FPDT: Boot Performance - (?<name>\w{1,40}) {0,16}= (?<whole>\d{1,19})\s*$/,
    exponent: 0,
    meanings: meanings(
      ['ResetEnd', 'firmwareBegins'],
      ['OsLoaderLoadImageStart', 'firmwareEnds'],
      ['OsLoaderStartImageStart', 'bootloaderBegins'],
      ['ExitBootServicesExit', 'bootloaderEnds'],
    ),
    other: 'bootloader',
  },
  {
    // Linux, Documentation/ABI/testing/sysfs-firmware-acpi: `grep . /sys/firmware/acpi/fpdt/boot/*`.
    key: 'fpdt',
    zero: "the zero of the firmware's timer, which is usually the CPU's reset",
    clock: 'guest-monotonic',
    row: /^\s{0,16}(?:\S{0,100}\/fpdt\/boot\/|boot\/)?(?<name>(?:firmware|bootloader|exitbootservice)_\w{3,8}_ns)[:=] ?(?<whole>\d{1,19})\s*$/,
    exponent: 0,
    meanings: meanings(
      ['firmware_start_ns', 'firmwareBegins'],
      ['bootloader_load_ns', 'firmwareEnds'],
      ['bootloader_launch_ns', 'bootloaderBegins'],
      ['exitbootservice_end_ns', 'bootloaderEnds'],
    ),
    other: 'bootloader',
  },
  {
    // Texas Instruments' boot-time-parser: U-Boot's bootstage ids, and two that its kernel adds.
    key: 'bootstage',
    zero: "the zero of the board's timer, at power on",
    clock: 'guest-monotonic',
    opens: /Boot Time Report\s*$/,
    row: new RegExp(`^\\s{0,16}BOOTSTAGE_ID_(?<name>\\w{1,64}) {0,40}= {0,16}${DECIMAL} ms\\b`),
    exponent: 6,
    meanings: meanings(
      ['AWAKE', 'firmwareBegins'],
      ['START_UBOOT_F', 'bootloaderBegins'],
      ['BOOTM_HANDOFF', 'bootloaderEnds'],
      ['KERNEL_START', 'kernelBegins'],
      ['KERNEL_END', 'kernelEnds'],
    ),
    other: 'bootloader',
  },
  {
    // Android, `logcat -b events`: the number is what counts, milliseconds since the kernel began.
    key: 'android',
    zero: 'the start of the kernel',
    clock: 'guest-monotonic',
    opens: /^-{9} beginning of events/,
    row: /^(?:\d\d-\d\d \d\d:\d\d:\d\d\.\d{1,9}(?: +\d{1,9}){2,3} [VDIWEF] |[VDIWEF][ /])?(?<name>boot_progress_\w{2,60}|sf_stop_bootanim|wm_boot_animation_done)(?:\( *\d{1,9}\))?: \[?(?<whole>\d{1,12})\]?\s*$/,
    exponent: 6,
    meanings: meanings(['wm_boot_animation_done', 'userspaceEnds']),
    other: 'userspace',
  },
  {
    // Android, `getprop`: when init started each service. Times of init's own parts are durations, and are left out.
    key: 'android',
    zero: 'the start of the kernel',
    clock: 'guest-monotonic',
    row: /^\[ro\.boottime\.(?<name>(?!init\.)[\w.@:/-]{1,100})\]: \[(?<whole>\d{4,19})\]\s*$/,
    exponent: 0,
    meanings: meanings(),
    other: 'userspace',
  },
  {
    // FreeBSD, `sysctl kern.boottrace.log` (sys/kern/kern_boottrace.c).
    key: 'freebsd',
    zero: "the zero of the kernel's clock",
    clock: 'guest-monotonic',
    opens: /^\s{0,8}CPU +msecs +delta process +event/,
    row: /^ {0,8}\d{1,4} +(?<whole>\d{1,12}) +\d{1,12} \S{1,24} +(?<name>\S.{0,60}?) +\d{1,9} +[\d.]{1,12} +\d{1,12} +\d{1,12}\s*$/,
    exponent: 6,
    meanings: meanings(['init(8) starting...', 'userspaceBegins'], ['multi-user start', 'userspaceEnds']),
    other: null,
  },
  {
    // OSv, `--bootchart` (core/chart.cc).
    key: 'osv',
    zero: 'the first instruction of OSv',
    clock: 'guest-monotonic',
    opens: /OSv v\d/,
    row: new RegExp(
      `^\\s{0,40}(?<name>[\\w.][\\w .()/-]{0,60}): ${DECIMAL}ms, \\(\\+\\d{1,12}\\.\\d{1,9}ms\\)\\s*$`,
    ),
    exponent: 6,
    meanings: meanings(['disk read (real mode)', 'kernelBegins'], ['Total time', 'kernelEnds']),
    other: 'kernel',
  },
];

export interface SummaryRow {
  readonly source: SummarySource;
  readonly name: string;
  readonly whole: string;
  readonly fraction: string;
}

/** Longest line that is looked at. */
const MAX_ROW = 512;

/** The row of any source that this line is; null for none. */
export function findRow(line: string): SummaryRow | null {
  const row = line.slice(0, MAX_ROW);
  for (const source of SOURCES) {
    const groups = source.row.exec(row)?.groups;
    if (groups === undefined) continue;
    const { name = '', whole = '', fraction = '' } = groups;
    return { source, name: name.trim(), whole, fraction };
  }
  return null;
}

/** True of a line that begins a list. */
export function opensSummary(line: string): boolean {
  const row = line.slice(0, MAX_ROW);
  return SOURCES.some(({ opens }) => opens?.test(row) === true);
}
