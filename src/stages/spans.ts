/**
 * The spans of a boot, built code by code: ordered stages advance, codes of earlier stages are revisits, codes
 * without an order belong to the span around them or, outside every span, make one of their own.
 */
import type { Nanoseconds } from '../trace/event.js';
import type { StageSpan } from '../trace/timeline.js';
import type { CodeClass } from './classify.js';

interface Draft {
  readonly stage: string;
  readonly instant: boolean;
  hasBegin: boolean;
  hasEnd: boolean;
  readonly startNs: Nanoseconds;
  readonly firstCode: number;
  endNs: Nanoseconds;
  lastCode: number;
  events: number;
  revisits: number;
}

function begin(timeNs: Nanoseconds, code: number, { stage, instant, boundary }: CodeClass): Draft {
  return {
    stage,
    instant,
    hasBegin: boundary === 'begin',
    hasEnd: boundary === 'end',
    startNs: timeNs,
    firstCode: code,
    endNs: timeNs,
    lastCode: code,
    events: 1,
    revisits: 0,
  };
}

function extend(draft: Draft, timeNs: Nanoseconds, code: number, { boundary }: CodeClass): void {
  draft.endNs = timeNs;
  draft.lastCode = code;
  draft.events++;
  if (boundary === 'begin') draft.hasBegin = true;
  if (boundary === 'end') draft.hasEnd = true;
}

/**
 * Whether both ends of a stage were seen. A single code is one end; the boot's last stage ends with its end code where its begin
 * code was seen, and with its last code where it was not.
 */
function isMeasured({ instant, events, hasBegin, hasEnd }: Draft, isLast: boolean): boolean {
  if (events === 1) return instant;
  return !isLast || !hasBegin || hasEnd;
}

function toSpan(draft: Draft, isLast: boolean): StageSpan {
  const { stage, startNs, events, revisits, firstCode, lastCode } = draft;
  const measured = isMeasured(draft, isLast);
  const endNs = measured ? draft.endNs : startNs;
  const durationNs = measured ? endNs - startNs : null;
  return { stage, startNs, endNs, durationNs, measured, events, revisits, firstCode, lastCode };
}

/** Collects the codes that count, in order of time. */
export class SpanBuilder {
  readonly #finished: Draft[] = [];
  #current: Draft | null = null;
  #rank = -1;
  /** Unordered codes since the last code of the current stage: inside its span if another one follows, else outside. */
  #loose: Draft[] = [];

  /** Takes the next code; true when it is a revisit. */
  add(timeNs: Nanoseconds, code: number, codeClass: CodeClass): boolean {
    const { stage, rank } = codeClass;
    if (rank === null) {
      const last = this.#loose.at(-1);
      if (last?.stage === stage) extend(last, timeNs, code, codeClass);
      else this.#loose.push(begin(timeNs, code, codeClass));
      return false;
    }
    if (this.#current !== null && rank < this.#rank) {
      this.#current.revisits++;
      return true;
    }
    if (this.#current !== null && rank === this.#rank) {
      extend(this.#current, timeNs, code, codeClass);
      this.#loose = [];
      return false;
    }
    this.#close();
    this.#current = begin(timeNs, code, codeClass);
    this.#rank = rank;
    return false;
  }

  /** All spans, in order, without overlap. */
  finish(): readonly StageSpan[] {
    const last = this.#current;
    this.#close();
    this.#current = null;
    return this.#finished.map((draft) => toSpan(draft, draft === last));
  }

  #close(): void {
    if (this.#current !== null) this.#finished.push(this.#current);
    this.#finished.push(...this.#loose);
    this.#loose = [];
  }
}
