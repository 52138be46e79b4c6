/**
 * What grabserial prints with -t, `[elapsed delta] text`, or with -T, `[time of day delta] text`: lines of a serial
 * console with the time at which their first character arrived at the host.
 */
import { BANNER_MARKS } from '../trace/banners.js';
import { clockReading } from './decimal-time.js';
import type { TraceFormat } from './format.js';
import { countTimedLines, type TimedLine, TimedLineParser } from './timed-lines.js';

const DELTA = '-?\\d{1,9}\\.\\d{6}';
const ELAPSED = new RegExp(`^\\[(\\d{1,9})\\.(\\d{6})(?: ${DELTA})\\] ?`);
/** Until 1.7 with the date and whole seconds, since with microseconds and no date. */
const TIME_OF_DAY = new RegExp(
  `^\\[(?:\\d\\d-\\d\\d-\\d\\d )?(\\d\\d):(\\d\\d):(\\d\\d)(?:\\.(\\d{6}))? ${DELTA}\\] ?`,
);
const MAX_HEAD = 64;

const REMARKS = {
  'other-zero': {
    severity: 'note',
    message:
      'Times are those of the host that read the serial port, each of the first character of its line. With -t they count from the first character of all, or from where -m set them to zero; with -T from the first line of each boot.',
    once: true,
  },
} as const;

type Code = keyof typeof REMARKS;

export const grabserial: TraceFormat = {
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
      parseLine,
      remarks: REMARKS,
      expected: 'times of grabserial, such as [0.000002 0.000002]',
    }),
};

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
