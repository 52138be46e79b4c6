/**
 * Consoles of firmware with times in front: those that a firmware prints itself, each on a clock of its own and in its own unit, and
 * those that a terminal, a CI system or SeaBIOS's readserial.py put there. A kernel's log behind it, on its own clock, is another boot.
 */
import { BANNER_MARKS } from '../trace/banners.js';
import type { Clock } from '../trace/boot.js';
import { kernelTime } from './dmesg.js';
import { type ClockReading, clockReading, decimalToNs } from './reading/decimal-time.js';
import type { TraceFormat } from './reading/format.js';
import { type TimedLine, TimedLineParser } from './reading/timed-lines.js';
import { unwrapLine } from './reading/wrappings.js';

interface FirmwareClock {
  readonly name: string;
  /** Groups: whole, and decimals where there are any. */
  readonly pattern: RegExp;
  /** Power of ten of its unit in nanoseconds: 9 is a second. */
  readonly exponent: number;
  readonly clock: Clock;
  /** What must stand in an input for its lines to be taken for this. */
  readonly sign: RegExp;
}

const CLOCKS: readonly FirmwareClock[] = [
  {
    name: 'Versal PLM',
    pattern: /^\[ *(\d{1,9})\.(\d{3,6})\](?=\S)/,
    exponent: 6,
    clock: 'guest-monotonic',
    sign: /^\[ *\d{1,9}\.\d{3,6}\](?:PLM Initialization Time|Xilinx Versal Platform Loader|\*+Boot PDI Load|Total PLM Boot Time)/m,
  },
  {
    name: "SeaBIOS's readserial.py",
    pattern: /^(\d{2,6})\.(\d{3}): /,
    exponent: 9,
    clock: 'host-monotonic',
    sign: /^======= .{10,40} \(adjust=[\d.]+us\)/m,
  },
  {
    name: 'ESP-IDF',
    pattern: /^[IWEDV] \((\d{1,9})\) /,
    exponent: 6,
    clock: 'guest-monotonic',
    sign: /^[IWE] \(\d{1,9}\) boot: ESP-IDF /m,
  },
  {
    name: 'Qualcomm SBL',
    pattern: /^[BS] - {1,12}(\d{1,12}) - /,
    exponent: 3,
    clock: 'guest-monotonic',
    sign: /^B - {1,12}\d{1,12} - (?:PBL|SBL1|XBL)/m,
  },
  {
    name: 'NVIDIA MB1',
    pattern: /^\[(\d{4,6})\.(\d{3})\] (?=[IWEC]> )/,
    exponent: 9,
    clock: 'guest-monotonic',
    sign: /^\[\d{4,6}\.\d{3}\] I> MB1 /m,
  },
];

/** Words of firmware and of its loaders. Without one of them, lines with a time of day may be anybody's. */
const FIRMWARE =
  /^(?:coreboot-\S+ .*starting|SeaBIOS \(|U-Boot (?:TPL |SPL )?\d|NOTICE: +BL\d|OpenSBI v|barebox \d|GNU GRUB|Loading PEIM|SecCoreStartup)/;

const REMARKS = {
  'other-zero': {
    severity: 'note',
    message:
      "Times are the firmware's own, from its own zero; a kernel's log in the same input has another, and is a boot of its own.",
    once: true,
  },
  'arrival-time': {
    severity: 'note',
    message: 'Times are those of the host that read the console, and count from the first line of each boot.',
    once: true,
  },
} as const;

type Code = keyof typeof REMARKS;

export const firmwareConsole: TraceFormat = {
  id: 'firmware-console',
  title: 'firmware console with times',
  needles: [],
  covers: ['dmesg'],
  marks: BANNER_MARKS,
  sniff: (head) => {
    if (CLOCKS.some(({ sign }) => sign.test(head))) return 'yes';
    const isStamped = head.split('\n').some((row) => {
      const { text, arrival } = unwrapLine(row);
      return arrival !== null && FIRMWARE.test(text);
    });
    return isStamped ? 'yes' : 'no';
  },
  createParser: (options) =>
    new TimedLineParser(options, {
      channel: 'serial',
      parseLine: lineReader(),
      remarks: REMARKS,
      expected: 'a time of a firmware that is known, or a time of day in front of a line of firmware',
    }),
};

/** A file is on one clock, apart from a kernel's: that of its first line of firmware. */
function lineReader(): (row: string) => TimedLine<Code> | null {
  let own: FirmwareClock | 'arrival' | null = null;
  let isInKernel = false;
  return (row) => {
    own ??= clockOf(row);
    if (own === 'arrival') return arrivalLine(row);
    const found = own === null ? null : ownLine(own, row);
    if (found !== null) {
      isInKernel = false;
      return found;
    }
    const kernel = kernelTime(row);
    if (kernel === null) return null;
    const startsAnew = !isInKernel;
    isInKernel = true;
    return { ...kernel, remark: null, startsAnew };
  };
}

function clockOf(row: string): FirmwareClock | 'arrival' | null {
  const own = CLOCKS.find(({ pattern }) => pattern.test(row));
  if (own !== undefined) return own;
  const { text, arrival } = unwrapLine(row);
  return arrival !== null && FIRMWARE.test(text) ? 'arrival' : null;
}

function arrivalLine(row: string): TimedLine<Code> | null {
  const { text, arrival, writer } = unwrapLine(row);
  return arrival === null
    ? null
    : { clock: 'wall', time: arrival.time, text, remark: 'arrival-time', writer };
}

function ownLine({ pattern, exponent, clock }: FirmwareClock, row: string): TimedLine<Code> | null {
  const match = pattern.exec(row);
  if (match === null) return null;
  const [head, whole = '', fraction = ''] = match;
  const remark = clock === 'host-monotonic' ? 'arrival-time' : 'other-zero';
  return { clock, time: readingOf(whole, fraction, exponent), text: row.slice(head.length), remark };
}

function readingOf(whole: string, fraction: string, exponent: number): ClockReading {
  if (exponent === 9) return clockReading(whole, fraction);
  const ns = decimalToNs(whole, fraction, exponent);
  return { seconds: Math.floor(ns / 1e9), nanos: ns % 1e9 };
}
