/**
 * The spans of a boot, built point by point: ordered stages advance, codes and moments of earlier stages are revisits,
 * those without an order belong to the span around them or, outside every span, make one of their own.
 */
import { type CodeEvent, formatCode, type MomentEvent } from '../trace/event.js';
import type { StageSpan } from '../trace/report/timeline.js';
import type { PointClass } from './classify-points.js';

type Point = CodeEvent | MomentEvent;

interface Draft {
  readonly stage: string;
  readonly instant: boolean;
  hasBegin: boolean;
  hasEnd: boolean;
  readonly first: Point;
  last: Point;
  /** Points that lie between its ends, which are all but moments after its end code. */
  points: number;
  events: number;
  moments: number;
  revisits: number;
}

function begin(point: Point, stage: string, { instant, boundary }: PointClass): Draft {
  return {
    stage,
    instant,
    hasBegin: boundary === 'begin',
    hasEnd: boundary === 'end',
    first: point,
    last: point,
    points: 1,
    events: 1,
    moments: point.kind === 'moment' ? 1 : 0,
    revisits: 0,
  };
}

function extend(draft: Draft, point: Point, { boundary }: PointClass): void {
  draft.last = point;
  draft.points++;
  draft.events++;
  if (point.kind === 'moment') draft.moments++;
  if (boundary === 'begin') draft.hasBegin = true;
  if (boundary === 'end') draft.hasEnd = true;
}

/**
 * Whether both ends of a stage were seen. A single code or moment is one end; the boot's last stage ends with its end code where its
 * begin code was seen, and with its last code or moment where it was not.
 */
function isMeasured({ instant, points, hasBegin, hasEnd }: Draft, isLast: boolean): boolean {
  if (points === 1) return instant;
  return !isLast || !hasBegin || hasEnd;
}

function toSpan(draft: Draft, isLast: boolean): StageSpan {
  const { stage, events, moments, revisits, first, last } = draft;
  const measured = isMeasured(draft, isLast);
  const startNs = first.timeNs;
  const endNs = measured ? last.timeNs : startNs;
  const durationNs = measured ? endNs - startNs : null;
  const [from, to] = [endOf(first), endOf(last)];
  const ends = {
    firstCode: from.code,
    lastCode: to.code,
    first: from.id,
    last: to.id,
    firstName: from.name,
    lastName: to.name,
  };
  return { stage, startNs, endNs, durationNs, measured, events, moments, revisits, ...ends };
}

interface End {
  readonly code: number | null;
  readonly id: string;
  readonly name: string;
}

function endOf(point: Point): End {
  if (point.kind === 'moment') return { code: null, id: point.key, name: point.name };
  const hex = formatCode(point.code);
  return { code: point.code, id: hex, name: hex };
}

/** Collects the codes that count and the moments of a stage, in order of time. */
export class SpanBuilder {
  readonly #finished: Draft[] = [];
  #current: Draft | null = null;
  #rank = -1;
  /**
   * Unordered points since the last code of the current stage: inside its span if another one follows, otherwise
   * outside.
   */
  #loose: Draft[] = [];

  /** Takes the next code or moment; true when it is a revisit. A moment that has no stage, or comes before zero, is in no span. */
  add(point: Point, pointClass: PointClass): boolean {
    const { stage, rank } = pointClass;
    if (stage === null || point.timeNs < 0) return false;
    if (rank === null) {
      const last = this.#loose.at(-1);
      if (last?.stage === stage) extend(last, point, pointClass);
      else this.#loose.push(begin(point, stage, pointClass));
      return false;
    }
    if (this.#current !== null && rank < this.#rank) {
      this.#current.revisits++;
      return true;
    }
    if (this.#current !== null && rank === this.#rank) {
      this.#stay(this.#current, point, pointClass);
      return false;
    }
    this.#close();
    this.#current = begin(point, stage, pointClass);
    this.#rank = rank;
    return false;
  }

  /** The end code of a stage says that it is over: a moment after it is still the stage's own, but moves nothing. */
  #stay(current: Draft, point: Point, pointClass: PointClass): void {
    if (point.kind === 'moment' && current.hasEnd) {
      current.events++;
      current.moments++;
      return;
    }
    extend(current, point, pointClass);
    this.#loose = [];
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
