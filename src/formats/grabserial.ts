/**
 * What grabserial prints with -t, `[elapsed delta] text`, or with -T, `[time of day delta] text`: lines of a serial
 * console with the time at which their first character arrived at the host.
 */
import { BANNER_MARKS } from '../trace/banners.js';
import { type ClockReading, clockReading, elapsedNs } from './reading/decimal-time.js';
import type { TraceFormat } from './reading/format.js';
import { countTimedLines, type TimedLine, TimedLineParser } from './reading/timed-lines.js';
import { unwrapped } from './reading/unwrapped.js';

const DELTA = '-?\\d{1,9}\\.\\d{6}';
const ELAPSED = new RegExp(`^\\[(\\d{1,9})\\.(\\d{6})(?: ${DELTA})\\] ?`);
/** What -m is given, in grabserial's own words, up to the first character that means something in an expression. */
const BASE_PATTERN = /^Matching pattern '([^'\\^$.|?*+()[\]{}]{1,128}).*' to set base time/;
/** Until 1.7 with the date and whole seconds, since with microseconds and no date. */
const TIME_OF_DAY = new RegExp(
  `^\\[(?:\\d\\d-\\d\\d-\\d\\d )?(\\d\\d):(\\d\\d):(\\d\\d)(?:\\.(\\d{6}))? ${DELTA}\\] ?`,
);
const MAX_HEAD = 64;

const REMARKS = {
  'other-zero': {
    severity: 'note',
    message:
      'Times come from the host that read the serial port; each is the time of the first character of its line. With -t they count from the first character of the log, or from the line that -m matched; with -T from the first line of each boot.',
    once: true,
  },
} as const;

type Code = keyof typeof REMARKS;

export const grabserial: TraceFormat = unwrapped(
  {
    id: 'grabserial',
    title: 'grabserial output',
    needles: [],
    marks: BANNER_MARKS,
    sniff: (head) => {
      const { count, isFirst } = countTimedLines(head, parseLine);
      return isFirst ? 'yes' : count >= 2 ? 'maybe' : 'no';
    },
    createParser: (options) =>
      new TimedLineParser(options, {
        channel: 'serial',
        parseLine: runOnBehindBase(),
        remarks: REMARKS,
        expected: 'times of grabserial, such as [0.000002 0.000002]',
      }),
  },
  (line) => parseLine(line) !== null || BASE_PATTERN.test(line),
);

function parseLine(row: string): TimedLine<Code> | null {
  const head = row.slice(0, MAX_HEAD);
  const elapsed = ELAPSED.exec(head);
  if (elapsed !== null) {
    const time = clockReading(elapsed[1]!, elapsed[2]!);
    const text = row.slice(elapsed[0].length);
    return { clock: 'host-monotonic', time, text, remark: 'other-zero' };
  }
  const day = TIME_OF_DAY.exec(head);
  if (day === null) return null;
  const [whole, hours, minutes, seconds, fraction = ''] = day;
  const secondOfDay = Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
  const time = clockReading(`${secondOfDay}`, fraction);
  return { clock: 'wall', time, text: row.slice(whole.length), remark: 'other-zero' };
}

/** With -m the line behind the one that matches counts from zero again: the same boot goes on. */
function runOnBehindBase(): (row: string) => TimedLine<Code> | null {
  let pattern: string | null = null;
  let base: ClockReading = { seconds: 0, nanos: 0 };
  let latest: { readonly time: ClockReading; readonly text: string } | null = null;
  return (row) => {
    const found = parseLine(row);
    if (found === null) {
      const announced = BASE_PATTERN.exec(row)?.[1];
      if (announced !== undefined) [pattern, base, latest] = [announced, { seconds: 0, nanos: 0 }, null];
      return null;
    }
    const fell = latest !== null && elapsedNs(latest.time, found.time) < 0;
    const isReset = fell && pattern !== null && latest?.text.includes(pattern) === true;
    // Any other fall is another run.
    if (fell) base = isReset && latest !== null ? sum(base, latest.time) : { seconds: 0, nanos: 0 };
    latest = found;
    return pattern === null ? found : { ...found, time: sum(base, found.time) };
  };
}

function sum(a: ClockReading, b: ClockReading): ClockReading {
  const nanos = a.nanos + b.nanos;
  return { seconds: a.seconds + b.seconds + Math.floor(nanos / 1e9), nanos: nanos % 1e9 };
}
