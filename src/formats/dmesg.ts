/**
 * The Linux kernel's log: printk times, as a console shows them and as dmesg (also -r, -x, -d, -T and --time-format iso), journalctl -k
 * (short, short-monotonic, short-iso-precise) and kern.log print them. Lines without a time are counted and left out.
 */
import { BANNER_MARKS } from '../trace/banners.js';
import { clockReading } from './reading/decimal-time.js';
import type { TraceFormat } from './reading/format.js';
import { SPAN, spanNs } from './reading/systemd-span.js';
import { countTimedLines, type TimedLine, TimedLineParser } from './reading/timed-lines.js';
import { unwrapLine } from './reading/wrappings.js';

/** `<6>` of -r, `kern  :info  : ` of -x. */
const PREFIX = '(?:<\\d{1,3}>|[a-z0-7]{2,8} *:[a-z]{3,6} *: )?';
/** What journalctl puts in front of the lines of the kernel and of the first process. */
const HOST = '(?:[\\w.:-]{1,64} (?:kernel: |(?=systemd\\[1\\]: )))?';
/** `[    0.000000]`, with the CPU on Amlogic, `<    0.000001>` of -d and `< 0.000001 >` of show_delta. */
const PRINTK = new RegExp(
  `^${PREFIX}\\[ *(\\d{1,9})\\.(\\d{6})(?:@\\d{1,4})?(?: *<[ \\d.]{0,16}>)?\\](?:\\[ *[TC]\\d{1,9}\\])? ?${HOST}`,
);
const SHOW_DELTA = / >\] $/;
const ISO = new RegExp(
  `^${PREFIX}(\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d),(\\d{1,9})(Z|[+-]\\d\\d:?\\d\\d) ${HOST}`,
);
const CTIME = new RegExp(
  `^${PREFIX}\\[[A-Z][a-z]{2} ([A-Z][a-z]{2} [ \\d]\\d \\d\\d:\\d\\d:\\d\\d \\d{4})(?: *<[ \\d.]{0,16}>)?\\] ?`,
);
/** cloud-init says how long the kernel has been up, in lines that have no other time. */
const UPTIME = /^(?:\S{1,64}: )?Cloud-init v\. .{1,300}?\bUp (\d{1,9})\.(\d{1,9}) seconds/;
/** systemd's summary says when it was written, by the phases from the start of the kernel on. */
const SUMMARY = /^systemd\[1\]: Startup finished in (.{1,300}?)(?: = |\.?\s*$)/;
const PHASE = new RegExp(`(${SPAN}) \\((kernel|initrd|userspace|soft reboot)\\)`, 'g');
/** Maximum length of a head before a text. */
const MAX_HEAD = 256;

const REMARKS = {
  'other-zero': {
    severity: 'note',
    message:
      "Times are time of day and count from the first line of each boot. dmesg without -T, and journalctl -o short-monotonic, print the kernel's own clock.",
    once: true,
  },
  'coarse-arrival': {
    severity: 'warning',
    message:
      'This journal has whole seconds: times are exact to a second at best, and count from the first line of each boot. journalctl -o short-monotonic has microseconds.',
    once: true,
  },
  'coarse-time': {
    severity: 'warning',
    message:
      'dmesg -T prints time of day in whole seconds: times are exact to a second at best, and count from the first line of each boot. dmesg without -T has microseconds.',
    once: true,
  },
} as const;

type Code = keyof typeof REMARKS;

export const dmesg: TraceFormat = {
  id: 'dmesg',
  title: 'Linux kernel log',
  needles: [],
  marks: BANNER_MARKS,
  sniff: (head) => {
    const first = parseLine(head.trimStart().split('\n', 1)[0] ?? '');
    if (first?.text.startsWith('Linux version ')) return 'yes';
    return countTimedLines(head, (row) => (isOfKernel(row) ? {} : null)).count >= 2 ? 'maybe' : 'no';
  },
  createParser: (options) =>
    new TimedLineParser(options, {
      channel: 'kernel-log',
      parseLine,
      remarks: REMARKS,
      expected: 'a time of the kernel, such as [    0.000000]',
    }),
};

/** Null for a line without a time that the kernel or a log of it put there. */
function parseLine(row: string): TimedLine<Code> | null {
  const own = kernelTime(row);
  if (own !== null) return own;
  const { text, arrival, writer, program } = unwrapLine(row);
  const inner = text === row ? null : kernelTime(text);
  if (inner !== null) return { ...inner, writer };
  const otherwise = linesOwnTime(text);
  const uptime = otherwise === null ? {} : { otherwise: { ...otherwise, writer } };
  if (arrival === null) return uptime.otherwise ?? null;
  // A journal without the kernel's times: its own are those of the boot, from the kernel's first line on.
  const remark = arrival.isCoarse ? 'coarse-arrival' : 'other-zero';
  const { time } = arrival;
  return { clock: 'wall', time, text, remark, writer, isFollower: program !== 'kernel', ...uptime };
}

/** A line of a boot's later programs that says itself how long after the kernel's start it was written. */
function linesOwnTime(text: string): TimedLine<Code> | null {
  const line = { clock: 'guest-monotonic', text, remark: null, isFollower: true } as const;
  const uptime = UPTIME.exec(text);
  if (uptime !== null) return { ...line, time: clockReading(uptime[1]!, uptime[2]!) };
  const [, phases] = SUMMARY.exec(text) ?? [];
  if (phases === undefined) return null;
  const spans = [...phases.matchAll(PHASE)].map(([, span = '']) => spanNs(span));
  const ns = spans.reduce<number | null>(
    (sum, span) => (sum === null || span === null ? null : sum + span),
    0,
  );
  return ns === null || ns === 0
    ? null
    : { ...line, time: { seconds: Math.floor(ns / 1e9), nanos: ns % 1e9 } };
}

/** A line that begins with a time of the kernel or of dmesg. */
export function kernelTime(row: string): Omit<TimedLine<Code>, 'otherwise'> | null {
  const head = row.slice(0, MAX_HEAD);
  const printk = PRINTK.exec(head);
  if (printk !== null) {
    const time = clockReading(printk[1]!, printk[2]!);
    // show_delta leaves one blank more.
    const blank = SHOW_DELTA.test(printk[0]) && row[printk[0].length] === ' ' ? 1 : 0;
    return { clock: 'guest-monotonic', time, text: row.slice(printk[0].length + blank), remark: null };
  }
  const iso = ISO.exec(head);
  if (iso !== null) return wallLine(`${iso[1]}${iso[3]}`, iso[2]!, row.slice(iso[0].length));
  const ctime = CTIME.exec(head);
  return ctime === null ? null : wallLine(`${ctime[1]} UTC`, '', row.slice(ctime[0].length));
}

/** True for a line of the kernel. Other lines with a time of day may come from any program. */
function isOfKernel(row: string): boolean {
  const found = parseLine(row);
  return found !== null && found.isFollower !== true;
}

function wallLine(date: string, fraction: string, text: string): TimedLine<Code> | null {
  const ms = Date.parse(date);
  if (Number.isNaN(ms)) return null;
  const time = clockReading(`${ms / 1000}`, fraction);
  return { clock: 'wall', time, text, remark: fraction === '' ? 'coarse-time' : 'other-zero' };
}
