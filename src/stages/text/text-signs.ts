/**
 * What the text of a boot says about its end: last words of a kernel or a firmware, a report of a fault with nothing behind it,
 * systemd's emergency mode, and lines that only a later stage writes.
 */
import { type Nanoseconds, STANDARD_STAGES, type TextEvent, type TraceEvent } from '../../trace/event.js';
import { findLastWords } from '../../trace/last-words.js';
import { printable } from '../../trace/printable.js';

/** A line of the guest, and where the input has it. */
export interface Sign {
  /** As printed, without control characters. */
  readonly detail: string;
  readonly line: number | null;
}

export interface TextSigns {
  readonly panic: Sign | null;
  /** Of an oops that nothing follows. */
  readonly oops: Sign | null;
  readonly emergency: Sign | null;
  /** Whether a stage later than the named one wrote a line after this time. */
  laterThan(stage: string, timeNs: Nanoseconds): boolean;
}

/** printk's time, level and caller. */
const PRINTK = String.raw`^(?:<\d{1,3}>)?(?:\[ *\d+\.\d+\] ?)?(?:\[ *[TC]\d+\] ?)?`;

/** A fast pre-check for the words below, because most lines of most logs contain none. */
const HINT =
  /panic|ASSERT|No bootable option|Unable to boot|!!!!|Panic on CPU|BUG: |Oops|fault|emergency mode|login:|init|systemd|Linux version|\[ {0,2}OK/;

/** The first line of a fault of Linux that it does not survive: arch/x86/mm/fault.c, arch/x86/kernel/traps.c, lib/bug.c. */
const OOPS = new RegExp(
  `${PRINTK}(?:BUG: (?:kernel NULL pointer|unable to handle|stack guard page)|Oops: |general protection fault|kernel BUG at |Unable to handle kernel )`,
);

/** Lines that belong to the report of a fault: registers, the trace of calls, modules and what frames them. */
const OOPS_LINES = new RegExp(
  [
    '^$|BUG: |Oops|#PF: |PGD |general protection fault|kernel BUG at|Unable to handle',
    String.raw`CPU: \d|Hardware name:|R[A-Z0-9]{1,2}[P]?: |EFLAGS|[FGC]S: |CR[0234]: |DR[0-7]: |Code: |Call Trace|<\/?TASK>|<\/?IRQ>`,
    String.raw`[?]? ?[\w.]+\+0x[0-9a-f]+/0x[0-9a-f]+|Modules linked in|---\[ |Kernel Offset|note: .* exited|Workqueue: |Stack:|PKRU`,
    String.raw`cut here|Tainted|Internal error|[px]\d\d? ?: |pc : |lr : |sp : |pstate|Fixing recursive fault`,
  ].join('|'),
);

const EMERGENCY = /You are in emergency mode|Entering emergency mode|Reached target .*emergency\.target/;

/** Place among the standard stages; -1 for a stage of a user's own. */
function standardRank(stage: string): number {
  const standard: readonly string[] = STANDARD_STAGES;
  return standard.indexOf(stage);
}

/** Lines that only a stage with this rank, or a later one, writes. */
const LATER: readonly { readonly rank: number; readonly pattern: RegExp }[] = [
  { rank: standardRank('kernel'), pattern: new RegExp(`${PRINTK}Linux version \\d`) },
  {
    rank: standardRank('userspace'),
    pattern: new RegExp(
      `${PRINTK}(?:Run \\S*init\\S* as init process|systemd\\[1\\]: |init: |INIT: version )|^\\S{0,64} login: ?$|^\\[ {0,2}OK {0,2}\\] `,
    ),
  },
];

interface LaterLine {
  readonly rank: number;
  readonly timeNs: Nanoseconds;
}

/** @param events of one boot, in order of time */
export function readSigns(events: readonly TraceEvent[]): TextSigns {
  let panic: Sign | null = null;
  let emergency: Sign | null = null;
  let oops: { readonly sign: Sign; readonly at: number } | null = null;
  const later: LaterLine[] = [];
  events.forEach((event, at) => {
    if (event.kind !== 'text' || event.channel === 'monitor' || !HINT.test(event.text)) return;
    panic ??= signOf(event, findLastWords(event.text)?.words.words);
    if (OOPS.test(event.text)) oops ??= { sign: signOf(event, event.text)!, at };
    if (EMERGENCY.test(event.text)) emergency ??= signOf(event, event.text);
    const row = LATER.findLast(({ pattern }) => pattern.test(event.text));
    if (row !== undefined) later.push({ rank: row.rank, timeNs: event.timeNs });
  });
  return {
    panic,
    oops: oops !== null && endsInOops(events, oops) ? (oops as { sign: Sign }).sign : null,
    emergency,
    laterThan: (stage, timeNs) =>
      later.some((line) => line.timeNs >= timeNs && line.rank > standardRank(stage)),
  };
}

/** Longest words that are kept. */
const MAX_DETAIL = 1000;

function signOf({ line }: TextEvent, words: string | undefined): Sign | null {
  if (words === undefined) return null;
  const text = words.length > MAX_DETAIL ? `${words.slice(0, MAX_DETAIL)}...` : words;
  return { detail: printable(text.trim()), line };
}

/** True when nothing but the report of the fault follows it, whatever its monitor says: a kernel that goes on has survived. */
function endsInOops(events: readonly TraceEvent[], { at }: { readonly at: number }): boolean {
  return events
    .slice(at + 1)
    .every(
      (event) =>
        event.kind !== 'code' &&
        (event.kind !== 'text' || event.channel === 'monitor' || OOPS_LINES.test(event.text)),
    );
}
