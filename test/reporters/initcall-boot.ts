/** A boot whose initcalls `call_0`, `call_1` and so on take that many milliseconds; one more without an end follows. */
import type { TraceEvent } from '../../src/trace/event.js';
import type { Timeline } from '../../src/trace/report/timeline.js';
import { timelineOf } from '../stages/build-boot.js';

export function initcallBoot(
  milliseconds: readonly number[],
  nameOf = (at: number): string => `call_${at}`,
): Timeline {
  let timeNs = 10e6;
  const events = [...milliseconds, 0].map((ms, at): TraceEvent => {
    const event = {
      kind: 'function',
      initcall: true,
      name: nameOf(at),
      timeNs,
      line: null,
      vcpu: 0,
    } as const;
    timeNs += Math.round(ms * 1e6);
    return event;
  });
  return timelineOf([], { boot: { events } });
}
