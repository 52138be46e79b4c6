/**
 * Events as a person watches them come, for `parse --follow`: timed and classified one by one. Whether a
 * code is noise shows only with what follows it, so that is left to the timeline at the end.
 */
import { type Classifier, createClassifier } from '../stages/classify.js';
import { SpanBuilder } from '../stages/spans.js';
import type { ReadItem } from '../trace/boot.js';
import { type CodeEvent, formatCode, type Nanoseconds } from '../trace/event.js';
import { printable } from '../trace/printable.js';
import type { StageTable } from '../trace/stage-table.js';
import type { TimedCode } from '../trace/timeline.js';

export interface LiveCode {
  /** Number of the boot, from 0. */
  readonly boot: number;
  readonly event: TimedCode;
}

/** A code as a line of text: when, how long after the one before, what. */
export function formatLiveCode({ event }: LiveCode): string {
  const timeMs = (event.timeNs / 1e6).toFixed(3).padStart(12);
  const deltaMs = `+${(event.deltaNs / 1e6).toFixed(3)}`.padStart(12);
  const name = event.name === null ? '' : ` ${printable(event.name)}`;
  return `${timeMs} ms ${deltaMs} ms  ${formatCode(event.code)} ${event.stage}${name}`;
}

interface LiveBoot {
  readonly spans: SpanBuilder;
  /** Events so far, of every kind. */
  events: number;
  lastCodeNs: Nanoseconds;
}

export class LiveEvents {
  readonly #classify: Classifier;
  readonly #boots = new Map<number, LiveBoot>();

  constructor(table: StageTable) {
    this.#classify = createClassifier(table);
  }

  /** The codes among `items`, in order of arrival. */
  push(items: readonly ReadItem[]): readonly LiveCode[] {
    const codes: LiveCode[] = [];
    for (const item of items) {
      if (item.kind !== 'event') continue;
      const boot = this.#boot(item.boot);
      const seq = boot.events++;
      if (item.event.kind === 'code')
        codes.push({ boot: item.boot, event: this.#time(boot, item.event, seq) });
    }
    return codes;
  }

  #boot(index: number): LiveBoot {
    const known = this.#boots.get(index);
    if (known !== undefined) return known;
    const boot = { spans: new SpanBuilder(), events: 0, lastCodeNs: 0 };
    this.#boots.set(index, boot);
    return boot;
  }

  #time(boot: LiveBoot, event: CodeEvent, seq: number): TimedCode {
    const codeClass = this.#classify(event.code);
    const deltaNs = event.timeNs - boot.lastCodeNs;
    boot.lastCodeNs = event.timeNs;
    const revisit = boot.spans.add(event.timeNs, event.code, codeClass);
    return {
      ...event,
      seq,
      deltaNs,
      stage: codeClass.stage,
      name: codeClass.name ?? event.name ?? null,
      noise: false,
      revisit,
    };
  }
}
