/**
 * One line of `perf script`, `trace-cmd report` or an ftrace buffer: the process, the time, the event, and the rest.
 * Times are those of the host's trace clock. The layouts are those of perf's builtin-script.c and the kernel's
 * trace_output.c.
 */
import { type ClockReading, clockReading } from '../reading/decimal-time.js';

export interface TraceLine {
  /** Name of the thread; cut to 15 characters by the kernel. */
  readonly comm: string;
  readonly tid: number;
  /** Of the process, where the line says it: `pid/tid` of perf, the third column of ftrace's record-tgid. */
  readonly pid: number | null;
  readonly time: ClockReading;
  /** What follows the name of the event. */
  readonly body: string;
}

/** No head of a line is longer: a name, numbers, flags. */
const MAX_HEAD = 256;
const MAX_BODY = 512;

/** comm-tid or comm tid or comm pid/tid, (tgid), [cpu], flags, time. */
const HEAD =
  /^\s*(\S.{0,63}?)[\s-]+(\d{1,10})(?:\/(\d{1,10}))?\s+(?:\(\s*(?:(\d{1,10})|-+)\)\s+)?(?:\[\d{1,5}\]\s+(?:[\w.#+-]{4,8}\s+)?)?(\d{1,12})\.(\d{6,9}):\s+(?:\w{1,32}:)?$/;

/** The line of the event `name`, such as `kvm_pio`; null if it is another line. */
export function parseTraceLine(text: string, name: string): TraceLine | null {
  const at = text.indexOf(`${name}: `);
  if (at === -1 || at > MAX_HEAD) return null;
  const match = HEAD.exec(text.slice(0, at));
  if (match === null) return null;
  const [, comm = '', first = '', second, tgid, whole = '', fraction = ''] = match;
  const bodyAt = at + name.length + 2;
  return {
    comm,
    tid: Number(second ?? first),
    pid: second === undefined ? (tgid === undefined ? null : Number(tgid)) : Number(first),
    time: clockReading(whole, fraction),
    body: text.slice(bodyAt, bodyAt + MAX_BODY),
  };
}
