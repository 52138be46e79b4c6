/** A note when the debug output of boots costs so much of them that it should be known before they are compared. */
import { type Diagnostic, note } from '../trace/diagnostic.js';
import { milliseconds } from '../trace/duration.js';
import { type DebugDevice, type ObserverCost, observerCost } from '../trace/report/observer-cost.js';
import type { Timeline } from '../trace/report/timeline.js';

/** Of a boot: from here on, printing less shows in its times. */
const NOTEWORTHY_SHARE = 0.05;
/** Less than this is nothing to be saved, however short the boot. */
const NOTEWORTHY_NS = 500_000;

/** How to have less of it. */
const ADVICE: Readonly<Record<DebugDevice, string>> = {
  'post-port': 'fewer codes cost less (io_delay=none, for a Linux kernel that uses the port as a delay)',
  'debug-console': 'the guest does not print to a missing debug console (--debug-console off)',
  'firmware-debug': 'a release build of the firmware prints less',
  com1: "fewer messages cost less (quiet on the kernel's command line, or --serial off)",
};

/** At most one note, about all boots together. */
export function describeObserver(timelines: readonly Timeline[]): readonly Diagnostic[] {
  const costs = timelines.map(observerCost).filter((cost) => cost !== null);
  // The middle one: a host that stumbles makes any exit of one boot dear.
  const middle = costs.sort((a, b) => shareOf(a) - shareOf(b))[Math.floor((costs.length - 1) / 2)];
  if (middle?.dearest == null || !isNoteworthy(middle)) return [];
  const { debug, dearest } = middle;
  const whose = timelines.length === 1 ? 'of this boot' : `of a boot (the median of ${costs.length})`;
  const cost = `${milliseconds(debug.totalNs)} ms (${(shareOf(middle) * 100).toFixed(1)} %)`;
  const message = `debug output, ${debug.count} exits, cost about ${cost} ${whose}: compare only with boots that print the same amount; ${ADVICE[dearest]}`;
  return [note('observer-effect', message, { input: inputOf(timelines) })];
}

function isNoteworthy(cost: ObserverCost): boolean {
  return shareOf(cost) >= NOTEWORTHY_SHARE && cost.debug.totalNs >= NOTEWORTHY_NS;
}

function shareOf({ wholeNs, debug }: ObserverCost): number {
  return wholeNs > 0 ? debug.totalNs / wholeNs : 0;
}

/** The input of all of them; null when they are of several. */
function inputOf(timelines: readonly Timeline[]): string | null {
  const [input, ...others] = new Set(timelines.map(({ boot }) => boot.input));
  return others.length === 0 ? (input ?? null) : null;
}
