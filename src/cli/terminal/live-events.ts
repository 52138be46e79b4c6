/**
 * Events as a person watches them come, for `parse --follow`: timed and classified one by one. Whether a
 * code is noise shows only with what follows it, so that is left to the timeline at the end.
 */
import { timeCode, timeMoment } from '../../stages/build-timeline.js';
import { createPointClassifier, type PointClassifier } from '../../stages/classify-points.js';
import { SpanBuilder } from '../../stages/spans.js';
import type { ReadItem } from '../../trace/boot.js';
import { milliseconds } from '../../trace/duration.js';
import { type CodeEvent, formatCode, type MomentEvent, type Nanoseconds } from '../../trace/event.js';
import { printable } from '../../trace/printable.js';
import type { TimedPoint } from '../../trace/report/timeline.js';
import type { StageTable } from '../../trace/stage-table.js';

export interface LiveCode {
  /** Number of the boot, from 0. */
  readonly boot: number;
  readonly event: TimedPoint;
}

/** A code or a moment as a line of text: when, how long after the one before, what. */
export function formatLiveCode({ event }: LiveCode): string {
  const timeMs = milliseconds(event.timeNs).padStart(12);
  const deltaMs = `+${milliseconds(event.deltaNs)}`.padStart(12);
  const name = event.name === null ? '' : ` ${printable(event.name)}`;
  const what = event.kind === 'code' ? `${formatCode(event.code)} ` : '';
  return `${timeMs} ms ${deltaMs} ms  ${what}${event.stage ?? event.kind}${name}`;
}

interface LiveBoot {
  readonly spans: SpanBuilder;
  /** Events so far, of every kind. */
  events: number;
  lastPointNs: Nanoseconds;
}

export class LiveEvents {
  readonly #classify: PointClassifier;
  readonly #boots = new Map<number, LiveBoot>();

  constructor(table: StageTable) {
    this.#classify = createPointClassifier(table);
  }

  /** The codes and moments among `items`, in order of arrival. */
  push(items: readonly ReadItem[]): readonly LiveCode[] {
    const codes: LiveCode[] = [];
    for (const item of items) {
      if (item.kind !== 'event') continue;
      const boot = this.#boot(item.boot);
      const seq = boot.events++;
      if (item.event.kind === 'code' || item.event.kind === 'moment')
        codes.push({ boot: item.boot, event: this.#time(boot, item.event, seq) });
    }
    return codes;
  }

  #boot(index: number): LiveBoot {
    const known = this.#boots.get(index);
    if (known !== undefined) return known;
    const boot = { spans: new SpanBuilder(), events: 0, lastPointNs: 0 };
    this.#boots.set(index, boot);
    return boot;
  }

  #time(boot: LiveBoot, event: CodeEvent | MomentEvent, seq: number): TimedPoint {
    const deltaNs = event.timeNs - boot.lastPointNs;
    boot.lastPointNs = event.timeNs;
    if (event.kind === 'moment') {
      const pointClass = this.#classify.moment(event);
      return timeMoment(event, pointClass, { seq, deltaNs, revisit: boot.spans.add(event, pointClass) });
    }
    const codeClass = this.#classify.code(event);
    const revisit = boot.spans.add(event, codeClass);
    return timeCode(event, codeClass, { seq, deltaNs, noise: false, revisit });
  }
}
