/** How firmware that has a clock prints its times, one row for each program. To read another one, add a row and a sample. */
import type { Clock } from '../../trace/boot.js';
import { type ClockReading, clockReading, decimalToNs } from '../reading/decimal-time.js';

export interface FirmwareClock {
  readonly name: string;
  /** Named groups: `whole`, and `fraction` where there are decimals; `hours` and `minutes` where it prints them. */
  readonly pattern: RegExp;
  /** Power of ten of its unit in nanoseconds: 9 is a second. */
  readonly exponent: number;
  readonly clock: Clock;
  /** What must stand in an input for its lines to be taken for this. */
  readonly sign: RegExp;
  /** A line, mostly without a time, with which another boot begins. */
  readonly opens?: RegExp;
  /** Lines of this form may come from any program; only the sign shows their origin. */
  readonly isAmbiguous?: true;
  /** Lines without a time of their own that end where the clock stands: durations. */
  readonly follows?: RegExp;
}

export const CLOCKS: readonly FirmwareClock[] = [
  {
    // AMD, embeddedsw, lib/sw_services/xilplmi: three or six decimals of a millisecond.
    name: 'Versal PLM',
    pattern: /^\[ *(?<whole>\d{1,9})\.(?<fraction>\d{3,6})\](?:(?=\S)| {1,3}(?=\d{1,9}\.\d{1,9} ms\b))/,
    exponent: 6,
    clock: 'guest-monotonic',
    sign: /^\[ *\d{1,9}\.\d{3,6}\](?:PLM Initialization Time|Xilinx Versal Platform Loader|AMD Versal|\*+Boot PDI Load|Total PLM Boot Time)/m,
  },
  {
    name: "SeaBIOS's readserial.py",
    pattern: /^(?<whole>\d{2,6})\.(?<fraction>\d{3}): /,
    exponent: 9,
    clock: 'host-monotonic',
    sign: /^======= .{10,40} \(adjust=[\d.]+us\)/m,
    opens: /^======= .{10,40} \(adjust=[\d.]+us\)/,
  },
  {
    name: 'ESP-IDF',
    pattern: /^[IWEDV] \((?<whole>\d{1,9})\) /,
    exponent: 6,
    clock: 'guest-monotonic',
    sign: /^[IWE] \(\d{1,9}\) boot: ESP-IDF /m,
  },
  {
    // B since power on, S a statistic, of which few have a time; D a duration that ends here.
    name: 'Qualcomm SBL',
    pattern: /^[BS] - {1,12}(?<whole>\d{1,12}) - /,
    exponent: 3,
    clock: 'guest-monotonic',
    sign: /^(?:B - {1,12}\d{1,12} - (?:PBL|SBL1|XBL)|Format: Log Type - Time\(microsec\))/m,
    opens: /^Format: Log Type - Time\(microsec\)/,
    follows: /^D - {1,12}\d{1,12} - /,
  },
  {
    name: 'NVIDIA MB1',
    pattern: /^\[(?<whole>\d{4,6})\.(?<fraction>\d{3})\] (?=[IWECD]> )/,
    exponent: 9,
    clock: 'guest-monotonic',
    sign: /^\[\d{4,6}\.\d{3}\] I> MB[12] /m,
  },
  {
    // Raspberry Pi: the EEPROM's boot loader in front, start.elf behind; both count from the reset.
    name: 'Raspberry Pi',
    pattern:
      /^(?:MESS:(?<hours>\d\d):(?<minutes>\d\d):(?<seconds>\d\d)\.(?<micros>\d{6}):\d: |(?: {0,4}(?<whole>\d{1,5})\.(?<fraction>\d\d) )(?=\S))/,
    exponent: 9,
    clock: 'guest-monotonic',
    sign: /^(?: {0,4}\d{1,5}\.\d\d RPi: BOOT|MESS:\d\d:\d\d:\d\d\.\d{6}:\d: )/m,
    opens: /^(?: {0,4}\d{1,5}\.\d\d RPi: BOOTSYS |Raspberry Pi Bootcode)/,
    isAmbiguous: true,
  },
  {
    // Renesas' Trusted Firmware-A (R-Car, RZ) with a time in front; the kernel's lines look alike, but for the level.
    name: 'Trusted Firmware-A',
    pattern: /^\[ *(?<whole>\d{1,6})\.(?<fraction>\d{6})\] (?=(?:NOTICE|INFO|WARNING|ERROR|VERBOSE): {1,4})/,
    exponent: 9,
    clock: 'guest-monotonic',
    sign: /^\[ *\d{1,6}\.\d{6}\] NOTICE: +BL\d{1,2}:/m,
  },
  {
    // Zephyr, subsys/logging/log_output.c: hours, minutes, seconds, milliseconds and microseconds.
    name: 'Zephyr',
    pattern:
      /^\[(?<hours>\d\d):(?<minutes>\d\d):(?<seconds>\d\d)\.(?<millis>\d{3}),(?<micros>\d{3})\] (?=<(?:err|wrn|inf|dbg)> )/,
    exponent: 9,
    clock: 'guest-monotonic',
    sign: /^\[\d\d:\d\d:\d\d\.\d{3},\d{3}\] <(?:err|wrn|inf|dbg)> /m,
    opens: /^\*{3} Booting Zephyr OS /,
  },
  {
    // OpenVMM, EFI diagnostics: nine decimals and the unit, then level and phase.
    name: 'OpenVMM EFI diagnostics',
    pattern: /^(?<whole>\d{1,9})\.(?<fraction>\d{9})s {1,4}(?=(?:TRACE|DEBUG|INFO|WARN|ERROR)\b)/,
    exponent: 9,
    clock: 'guest-monotonic',
    sign: /^\d{1,9}\.\d{9}s {1,4}(?:TRACE|DEBUG|INFO|WARN|ERROR)\b.{0,400}\bphase=(?:SEC|PEI|DXE)/m,
  },
];

/** The program whose clock a line has, or whose boot it begins; null for none. */
export function clockOf(row: string): FirmwareClock | null {
  return (
    CLOCKS.find(
      ({ pattern, opens, sign, isAmbiguous }) =>
        opens?.test(row) === true || (isAmbiguous ? sign : pattern).test(row),
    ) ?? null
  );
}

export interface FirmwareTime {
  readonly time: ClockReading;
  /** What follows the time. */
  readonly text: string;
}

/** The time in front of a line; null without one. */
export function readClock({ pattern, exponent }: FirmwareClock, row: string): FirmwareTime | null {
  const match = pattern.exec(row);
  if (match === null) return null;
  const {
    whole = '0',
    fraction = '',
    hours,
    minutes,
    seconds,
    millis = '',
    micros = '',
  } = match.groups ?? {};
  const text = row.slice(match[0].length);
  if (hours !== undefined) {
    const day = Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
    return { time: clockReading(`${day}`, `${millis}${micros}`), text };
  }
  if (exponent === 9) return { time: clockReading(whole, fraction), text };
  const ns = decimalToNs(whole, fraction, exponent);
  return { time: { seconds: Math.floor(ns / 1e9), nanos: ns % 1e9 }, text };
}
