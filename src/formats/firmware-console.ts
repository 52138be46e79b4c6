/**
 * Consoles of firmware with times in front: those that a firmware prints itself, each on a clock of its own and in its own unit, and
 * those that a terminal, a CI system or SeaBIOS's readserial.py put there. A kernel's log behind it, on its own clock, is another boot.
 */
import { BANNER_MARKS } from '../trace/banners.js';
import { kernelTime } from './dmesg.js';
import { CLOCKS, clockOf, type FirmwareClock, readClock } from './firmware-console/clocks.js';
import type { ClockReading } from './reading/decimal-time.js';
import type { TraceFormat } from './reading/format.js';
import { type TimedLine, TimedLineParser } from './reading/timed-lines.js';
import { unwrapLine, unwrapLines } from './reading/wrappings.js';

/** Words of firmware and its loaders. Without one of them, lines with a time of day may come from any program. */
const FIRMWARE =
  /^(?:coreboot-\S+ .*starting|SeaBIOS \(|U-Boot (?:TPL |SPL )?\d|NOTICE: +BL\d|OpenSBI v|barebox \d|GNU GRUB|Loading PEIM|SecCoreStartup)/;

const REMARKS = {
  'other-zero': {
    severity: 'note',
    message:
      "Times come from the firmware's own clock and count from its zero. A kernel log in the same input has a different clock and becomes a separate boot.",
    once: true,
  },
  'arrival-time': {
    severity: 'note',
    message: 'Times come from the host that read the console and count from the first line of each boot.',
    once: true,
  },
} as const;

type Code = keyof typeof REMARKS;

export const firmwareConsole: TraceFormat = {
  id: 'firmware-console',
  title: 'firmware console with times',
  needles: [],
  covers: ['dmesg', 'coreboot-states'],
  marks: BANNER_MARKS,
  sniff: (head) => {
    if (CLOCKS.some(({ sign }) => sign.test(head))) return 'yes';
    const lines = unwrapLines(head);
    if (lines.some(({ text, arrival }) => arrival !== null && FIRMWARE.test(text))) return 'yes';
    const bare = lines.map(({ text }) => text).join('\n');
    return CLOCKS.some(({ sign }) => sign.test(bare)) ? 'yes' : 'no';
  },
  createParser: (options) =>
    new TimedLineParser(options, {
      channel: 'serial',
      parseLine: lineReader(),
      remarks: REMARKS,
      expected: 'a time of a known firmware, or a time of day in front of a firmware line',
    }),
};

type ReadLine = (row: string, writer: string | null) => TimedLine<Code> | null;

/** A file is on one clock, apart from a kernel's: that of its first line of firmware. */
function lineReader(): (row: string) => TimedLine<Code> | null {
  let read: ReadLine | 'arrival' | null = null;
  let hasKernel = false;
  return (row) => {
    read ??= readerOf(row);
    if (read === 'arrival') {
      const arrived = arrivalLine(row);
      if (arrived !== null) return arrived;
      // A kernel's log that was put behind the console, without stamps.
      const kernel = kernelLine(row, null);
      hasKernel ||= kernel?.text.startsWith('Linux version ') === true;
      return hasKernel ? kernel : null;
    }
    const readOwn = read ?? kernelLine;
    const bare = readOwn(row, null);
    if (bare !== null) return bare;
    const { text, writer } = unwrapLine(row);
    return text === row ? null : readOwn(text, writer);
  };
}

function readerOf(row: string): ReadLine | 'arrival' | null {
  const bare = clockOf(row);
  if (bare !== null) return ownReader(bare);
  const { text, arrival } = unwrapLine(row);
  const own = clockOf(text);
  if (own !== null) return ownReader(own);
  return arrival !== null && FIRMWARE.test(text) ? 'arrival' : null;
}

interface Reading {
  isInKernel: boolean;
  /** A line came with which another boot begins. */
  isAnew: boolean;
  latest: ClockReading | null;
}

/** Machines beyond this many are taken for one. */
const MAX_WRITERS = 256;

function ownReader(own: FirmwareClock): ReadLine {
  const readings = new Map<string | null, Reading>();
  const remark = own.clock === 'host-monotonic' ? 'arrival-time' : 'other-zero';
  return (row, name) => {
    const writer = readings.size < MAX_WRITERS || readings.has(name) ? name : null;
    const state = readings.get(writer) ?? { isInKernel: false, isAnew: false, latest: null };
    readings.set(writer, state);
    if (own.opens?.test(row) === true) state.isAnew = true;
    const found = readClock(own, row);
    if (found !== null) {
      const startsAnew = state.isAnew;
      Object.assign(state, { isInKernel: false, isAnew: false, latest: found.time });
      return { clock: own.clock, ...found, remark, writer, startsAnew };
    }
    const { isInKernel, isAnew, latest } = state;
    if (own.follows?.test(row) === true && latest !== null && !isInKernel && !isAnew)
      return { clock: own.clock, time: latest, text: row, remark, writer };
    const kernel = kernelLine(row, writer);
    if (kernel === null) return null;
    state.isInKernel = true;
    return { ...kernel, startsAnew: !isInKernel };
  };
}

function kernelLine(row: string, writer: string | null): TimedLine<Code> | null {
  const kernel = kernelTime(row);
  return kernel === null ? null : { ...kernel, remark: null, writer };
}

function arrivalLine(row: string): TimedLine<Code> | null {
  const { text, arrival, writer } = unwrapLine(row);
  return arrival === null
    ? null
    : { clock: 'wall', time: arrival.time, text, remark: 'arrival-time', writer };
}
