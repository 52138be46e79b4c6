/**
 * The spans of a boot, built code by code: ordered stages advance, codes of earlier stages are revisits, codes
 * without an order belong to the span around them or, outside every span, make one of their own.
 */
import type { Nanoseconds } from '../trace/event.js';
import type { StageSpan } from '../trace/timeline.js';
import type { CodeClass } from './classify.js';

interface Draft {
  readonly stage: string;
  readonly startNs: Nanoseconds;
  readonly firstCode: number;
  endNs: Nanoseconds;
  lastCode: number;
  events: number;
  revisits: number;
}

function begin(stage: string, timeNs: Nanoseconds, code: number): Draft {
  return { stage, startNs: timeNs, firstCode: code, endNs: timeNs, lastCode: code, events: 1, revisits: 0 };
}

function extend(draft: Draft, timeNs: Nanoseconds, code: number): void {
  draft.endNs = timeNs;
  draft.lastCode = code;
  draft.events++;
}

/** Collects the codes that count, in order of time. */
export class SpanBuilder {
  readonly #finished: Draft[] = [];
  #current: Draft | null = null;
  #rank = -1;
  /** Unordered codes since the last code of the current stage: inside its span if another one follows, else outside. */
  #loose: Draft[] = [];

  /** Takes the next code; true when it is a revisit. */
  add(timeNs: Nanoseconds, code: number, { stage, rank }: CodeClass): boolean {
    if (rank === null) {
      const last = this.#loose.at(-1);
      if (last?.stage === stage) extend(last, timeNs, code);
      else this.#loose.push(begin(stage, timeNs, code));
      return false;
    }
    if (this.#current !== null && rank < this.#rank) {
      this.#current.revisits++;
      return true;
    }
    if (this.#current !== null && rank === this.#rank) {
      extend(this.#current, timeNs, code);
      this.#loose = [];
      return false;
    }
    this.#close();
    this.#current = begin(stage, timeNs, code);
    this.#rank = rank;
    return false;
  }

  /** All spans, in order, without overlap. */
  finish(): readonly StageSpan[] {
    this.#close();
    this.#current = null;
    return this.#finished.map((draft) => ({
      stage: draft.stage,
      startNs: draft.startNs,
      endNs: draft.endNs,
      durationNs: draft.endNs - draft.startNs,
      events: draft.events,
      revisits: draft.revisits,
      firstCode: draft.firstCode,
      lastCode: draft.lastCode,
    }));
  }

  #close(): void {
    if (this.#current !== null) this.#finished.push(this.#current);
    this.#finished.push(...this.#loose);
    this.#loose = [];
  }
}
