/**
 * The initcall events of a guest's own ftrace (`trace_event=initcall:*` on its command line), as its trace buffer, `trace-cmd report`
 * and `perf script` print them. Each line is text of the kernel's log, of which a timeline makes initcalls (trace/profile/function-lines.ts).
 */
import { parseTraceLine } from './kvm-pio/trace-line.js';
import type { TraceFormat } from './reading/format.js';
import { type TimedLine, TimedLineParser } from './reading/timed-lines.js';

const EVENTS = ['initcall_start', 'initcall_finish', 'initcall_level'] as const;
const LINE = /\d\.\d{6,9}:\s+(?:initcall:)?initcall_(?:start|finish|level): /;
/** What an ftrace buffer says of itself. */
const COMMENT = /^\s*#/;

export const ftraceInitcall: TraceFormat = {
  id: 'ftrace-initcall',
  title: 'initcall events of ftrace',
  needles: ['nitcall'],
  sniff: (head) => (LINE.test(head) ? 'yes' : 'no'),
  createParser: (options) =>
    new TimedLineParser(options, {
      channel: 'kernel-log',
      parseLine,
      remarks: {},
      expected: 'events of ftrace, such as 0.121000: initcall_start: func=acpi_init',
    }),
};

function parseLine(row: string): TimedLine<never> | null {
  if (COMMENT.test(row)) return null;
  for (const name of EVENTS) {
    const line = parseTraceLine(row, name);
    if (line === null) continue;
    return { clock: 'guest-monotonic', time: line.time, text: `${name}: ${line.body}`, remark: null };
  }
  return null;
}
